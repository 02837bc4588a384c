import { betterAuth } from 'better-auth'
import { genericOAuth } from 'better-auth/plugins/generic-oauth'
import { PostgresDialect } from 'kysely'
import type pg from 'pg'
import type { Log } from '../log.ts'
import { LONGEST_PASSWORD, SHORTEST_PASSWORD } from './password.ts'
import type { OidcProvider } from './settings.ts'

const AUTH_PATH = '/api/auth'

export interface AuthEngineOptions {
  readonly pool: pg.Pool
  readonly log: Log
  readonly secret: string
  /** With the path of the mount, without a slash at its end. */
  readonly publicUrl: string
  readonly cookiePrefix: string
  readonly secureCookies: boolean
  /** Whether somebody a provider vouches for may come in; a code where not. */
  admit(person: { readonly email: string; readonly verified: boolean }): Promise<SignInRefusal | null>
}

/** Why somebody a provider vouches for does not get in. */
export type SignInRefusal = 'unknown_email' | 'unverified_email'

/**
 * better-auth with what is used of it: passwords, sessions in cookies, and one OIDC provider or none. One engine for each
 * provider, because an engine is ready only when its provider has answered: a provider that is away keeps nobody else out.
 */
export function createAuthEngine(options: AuthEngineOptions, provider: OidcProvider | null) {
  return betterAuth(authOptions(options, provider))
}

export type AuthEngine = ReturnType<typeof createAuthEngine>

export function authOptions(
  { pool, log, secret, publicUrl, cookiePrefix, secureCookies, admit }: AuthEngineOptions,
  provider: OidcProvider | null,
) {
  return {
    appName: 'Runtruth',
    baseURL: `${publicUrl}${AUTH_PATH}`,
    basePath: AUTH_PATH,
    secret,
    // The schema is named in every statement: a pooler in between may not carry a search path.
    database: { dialect: new PostgresDialect({ pool }), type: 'postgres' as const, schemaName: 'runtruth_auth', transaction: true },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: SHORTEST_PASSWORD,
      maxPasswordLength: LONGEST_PASSWORD,
    },
    account: { encryptOAuthTokens: true },
    user: {
      validateUserInfo: async ({ user, source }: { user: Record<string, unknown>; source: { action: string } }) => {
        // An account once linked is known by the provider's own subject; whether its person still is a member is asked for every request.
        if (source.action === 'sign-in') return undefined
        const refusal = await admit({ email: String(user['email']), verified: user['emailVerified'] === true })
        return refusal === null ? undefined : { error: refusal }
      },
    },
    plugins: provider === null ? [] : [oidc(provider)],
    advanced: {
      cookiePrefix,
      useSecureCookies: secureCookies,
      // Requests of other origins are refused before they get here, by one rule for the whole API.
      disableCSRFCheck: true,
      disableOriginCheck: false,
      ipAddress: { disableIpTracking: true },
      // The migrations make the schema, and a test holds them to it.
      database: { validateSchema: false },
    },
    // Attempts are counted before they get here, by address and by e-mail.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    onAPIError: { throw: true, errorURL: `${publicUrl}/login` },
    logger: {
      level: 'warn' as const,
      log: (level: string, message: string, ...details: unknown[]) => {
        const err = details.find((detail) => detail instanceof Error)
        log.debug({ level, ...(err ? { err } : {}) }, `sign-in: ${message}`)
      },
    },
  }
}

function oidc({ id, label, issuer, clientId, clientSecret, trustEmail }: OidcProvider) {
  return genericOAuth({
    config: [
      {
        providerId: id,
        name: label,
        discoveryUrl: `${issuer.replace(/\/+$/, '')}/.well-known/openid-configuration`,
        requireIdTokenVerification: true,
        clientId,
        clientSecret,
        scopes: ['openid', 'email', 'profile'],
        disableProviderLogout: true,
        ...(trustEmail === true ? { mapProfileToUser: () => ({ emailVerified: true }) } : {}),
      },
    ],
  })
}
