import { afterAll, beforeAll, expect, it } from 'vitest'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { createFixture, type Fixture } from '../support/fixture.ts'
import { openApi, type ApiDocument, type DocumentedRoute } from './api.ts'

let fixture: Fixture
let document: ApiDocument

beforeAll(async () => {
  fixture = await createFixture()
  document = (await openApi(fixture.services)).document
})
afterAll(async () => await fixture.close())

/** What OpenAPI 3.1 asks of the parts that are used here; every schema is held against its own dialect further down. */
const SHAPE = {
  type: 'object',
  required: ['openapi', 'info', 'paths', 'components'],
  properties: {
    openapi: { const: '3.1.0' },
    info: { type: 'object', required: ['title', 'version'] },
    servers: { type: 'array', items: { type: 'object', required: ['url'] } },
    paths: {
      type: 'object',
      propertyNames: { pattern: '^/' },
      additionalProperties: {
        type: 'object',
        propertyNames: { enum: ['get', 'post'] },
        additionalProperties: { $ref: '#/$defs/operation' },
      },
    },
    components: {
      type: 'object',
      properties: {
        schemas: { type: 'object', propertyNames: { pattern: '^[a-zA-Z0-9._-]+$' } },
        securitySchemes: {
          type: 'object',
          additionalProperties: { type: 'object', required: ['type', 'scheme'], properties: { type: { const: 'http' } } },
        },
      },
    },
  },
  $defs: {
    operation: {
      type: 'object',
      required: ['operationId', 'summary', 'tags', 'responses'],
      properties: {
        parameters: {
          type: 'array',
          items: {
            type: 'object',
            required: ['name', 'in', 'schema'],
            properties: { in: { enum: ['path', 'query'] } },
            if: { properties: { in: { const: 'path' } } },
            // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema, not a promise
            then: { required: ['required'], properties: { required: { const: true } } },
          },
        },
        requestBody: { type: 'object', required: ['content'], properties: { content: { $ref: '#/$defs/content' } } },
        responses: {
          type: 'object',
          minProperties: 1,
          propertyNames: { pattern: '^[1-5]\\d\\d$' },
          additionalProperties: {
            type: 'object',
            required: ['description'],
            properties: {
              content: { $ref: '#/$defs/content' },
              headers: { type: 'object', additionalProperties: { type: 'object', required: ['schema'] } },
            },
          },
        },
      },
    },
    content: { type: 'object', minProperties: 1, additionalProperties: { type: 'object', required: ['schema'] } },
  },
}

function routes(): [string, DocumentedRoute][] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, route]) => [`${method.toUpperCase()} ${path}`, route] as [string, DocumentedRoute]),
  )
}

it('is OpenAPI 3.1 in its shape', () => {
  const ajv = new Ajv2020({ allErrors: true, strict: false })
  const validate = ajv.compile(SHAPE)
  expect(validate(document), ajv.errorsText(validate.errors)).toBe(true)
})

it('every schema is JSON Schema 2020-12, without the dialect of OpenAPI 3.0, and every reference leads somewhere', () => {
  const text = JSON.stringify(document)
  expect(text).not.toContain('"nullable"')
  expect(text).not.toMatch(/"exclusiveM(in|ax)imum":(true|false)/)
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  ajv.addSchema(document, 'document')
  for (const name of Object.keys(document.components.schemas))
    expect(() => ajv.compile({ $ref: `document#/components/schemas/${name}` }), name).not.toThrow()
  for (const [, reference] of text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g))
    expect(document.components.schemas).toHaveProperty(reference!)
  const dialect = new Ajv2020({ strict: false, validateSchema: true, validateFormats: false })
  for (const [name, schema] of Object.entries(document.components.schemas))
    expect(dialect.validateSchema(schema), `${name}: ${dialect.errorsText()}`).toBe(true)
})

it('every parameter of a path is declared, once, and operation ids are unique', () => {
  for (const [route, { parameters = [] }] of routes()) {
    const declared = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name)
    expect(declared.toSorted(), route).toEqual([...route.matchAll(/\{(\w+)\}/g)].map(([, name]) => String(name)).toSorted())
  }
  const ids = routes().map(([, { operationId }]) => operationId)
  expect(new Set(ids).size).toBe(ids.length)
})

it('every route inside a workspace tells the refusals it may answer with, as problems', () => {
  for (const [route, { responses }] of routes()) {
    if (!route.includes('{workspace}')) continue
    for (const status of ['400', '401', '403', '404', '429', '503'])
      expect(responses[status]?.content, `${route} ${status}`).toHaveProperty('application/problem+json')
  }
})

it('tells what is heard on the event stream, and that it is one', () => {
  const stream = document.paths['/api/v1/workspaces/{workspace}/stream']?.['get']
  expect(Object.keys(stream?.responses['200']?.content ?? {})).toEqual(['text/event-stream'])
  for (const event of ['hello', 'operations', 'evidence', 'reset']) expect(JSON.stringify(stream)).toContain(`\`${event}\``)
})

it('tells names and limits as they are checked', () => {
  const list = document.paths['/api/v1/workspaces/{workspace}/operations']?.['get']
  const named = Object.fromEntries((list?.parameters ?? []).map((parameter) => [parameter.name, parameter]))
  expect(Object.keys(named).toSorted()).toEqual([
    'cursor',
    'endedSince',
    'freshness',
    'from',
    'include',
    'initiator',
    'limit',
    'outcome',
    'problem',
    'q',
    'status',
    'tenant',
    'to',
    'type',
    'workspace',
  ])
  expect(named['limit']).toMatchObject({ required: false, schema: { type: 'integer', minimum: 1, maximum: 200, default: 50 } })
  expect(named['status']).toMatchObject({ schema: { enum: ['queued', 'running', 'completed', 'active'] } })
})
