import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z, type OpenAPIHono } from '@hono/zod-openapi'
import { packagedMigrationsDir } from '../db/migrationFiles.ts'
import { HTTP_STATUS, PROBLEM_MEDIA_TYPE, problemSchema } from './problem.ts'

export const OPENAPI_PATH = '/api/v1/openapi.json'

const unavailable = { description: 'Not now; the code says why.', content: { [PROBLEM_MEDIA_TYPE]: { schema: problemSchema } } }

/** What watches the process, outside any workspace and without credentials. */
const PLAIN_ROUTES = [
  {
    path: '/healthz',
    operationId: 'isAlive',
    summary: 'The process lives',
    responses: { 200: json('It does.', z.object({ status: z.literal('alive') })) },
  },
  {
    path: '/readyz',
    operationId: 'isReady',
    summary: 'The database is reachable and its schema current',
    responses: {
      200: json('Ready to serve.', z.object({ status: z.literal('ready'), schema: z.object({ current: z.int(), latest: z.int() }) })),
      [HTTP_STATUS.database_unavailable]: unavailable,
    },
  },
  {
    path: '/metrics',
    operationId: 'getMetrics',
    summary: 'Metrics for Prometheus; names no workspace and no tenant',
    responses: {
      200: { description: 'Text exposition format.', content: { 'text/plain': { schema: z.string() } } },
      [HTTP_STATUS.database_unavailable]: unavailable,
    },
  },
  {
    path: OPENAPI_PATH,
    operationId: 'getDocument',
    summary: 'This document',
    responses: { 200: json('OpenAPI 3.1.', z.looseObject({ openapi: z.string() })) },
  },
]

function json(description: string, schema: z.ZodType) {
  return { description, content: { 'application/json': { schema } } }
}

export function documentPlainRoutes(app: Pick<OpenAPIHono, 'openAPIRegistry'>): void {
  for (const route of PLAIN_ROUTES) app.openAPIRegistry.registerPath({ method: 'get', tags: ['Process'], ...route })
}

export function writeDocument(app: Pick<OpenAPIHono, 'openAPIRegistry' | 'getOpenAPI31Document'>, publicUrl: string | undefined): string {
  app.openAPIRegistry.registerComponent('securitySchemes', 'token', {
    type: 'http',
    scheme: 'bearer',
    description: 'Create one with: runtruth token create. It reaches one workspace, with the capabilities it was given.',
  })
  const document = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Runtruth',
      version: packageVersion(),
      license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
      description: 'A ledger of background operations, and what is true about them.',
    },
    servers: [{ url: publicUrl ?? '/' }],
  })
  return JSON.stringify(document)
}

function packageVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(dirname(packagedMigrationsDir()), 'package.json'), 'utf8'))
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : '0.0.0'
}
