import type { OpenAPIHono } from '@hono/zod-openapi'
import type { SignIn } from '../../signin/openSignIn.ts'
import type { Services } from '../../work/services.ts'
import type { Environment } from '../peer.ts'
import type { RateLimit } from '../rateLimit.ts'
import { createAttempts } from './attempts.ts'
import { OIDC_ROUTES } from './oidc.ts'
import { PASSWORD_ROUTES } from './password.ts'
import { whoIs } from './session.ts'
import { ways } from './ways.ts'

/** Where people come in, stand-alone. Nothing else of better-auth is reachable. */
export const ENTRANCE_ROUTES = [ways, whoIs, ...PASSWORD_ROUTES, ...OIDC_ROUTES]

interface EntranceOptions {
  readonly services: Services
  readonly signIn: SignIn
  readonly rateLimit: RateLimit
  readonly bodyLimitBytes: number
  readonly mount: string
}

export function mountEntrance(app: Pick<OpenAPIHono<Environment>, 'openAPIRegistry' | 'on'>, options: EntranceOptions): void {
  const attempts = createAttempts()
  for (const route of ENTRANCE_ROUTES) {
    app.openAPIRegistry.registerPath(route.config)
    app.on(route.method.toUpperCase(), route.path.replace('{id}', ':id'), async (c) => {
      const { raw: request } = c.req
      return await route.serve({
        ...options,
        attempts,
        request,
        address: c.env.peer?.address,
        takesCookies: c.env.page === undefined,
        id: c.req.param('id') ?? '',
      })
    })
  }
}
