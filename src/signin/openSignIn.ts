import pg from 'pg'
import type { Sessions } from '../access/authority.ts'
import { memberGrant } from '../access/grants.ts'
import { selectUser } from '../access/sql/people.ts'
import type { Database } from '../db/database.ts'
import { RuntruthError } from '../errors.ts'
import type { Log } from '../log.ts'
import { askEngine, type AuthAnswer, type AuthQuestion } from './askEngine.ts'
import type { AuthEngine } from './authEngine.ts'
import { COOKIE_PREFIX, sessionCookie } from './sessionCookie.ts'
import type { OidcProvider, SignInSettings } from './settings.ts'
import { deleteInvitedPerson, deletePassword } from './sql/invitedPeople.ts'
import { deleteSessionsOf, selectSessionMember, selectSessionPerson, type PersonRow } from './sql/sessions.ts'

/** Few: people sign in rarely, and what they do afterwards is asked on the connections of the ledger. */
const MAX_CONNECTIONS = 3

/** Stands where no address is known and none is needed: without OIDC nothing is ever sent to it. */
const NO_ADDRESS = 'http://runtruth.invalid'

export interface SignIn {
  /** False: there is no secret, so nobody can sign in. */
  readonly isReady: boolean
  readonly providers: readonly OidcProvider[]
  /** Without a slash at its end; null: not known. */
  readonly publicUrl: string | null
  readonly sessions: Sessions
  /** Whose session it is, while it lasts. */
  personOf(request: Request): Promise<PersonRow | undefined>
  /** Asks better-auth; `provider` names the one of an OIDC question. Only when ready. */
  ask(question: AuthQuestion, provider?: string): Promise<AuthAnswer>
  close(): Promise<void>
}

/** Connects to nothing yet, neither to the database nor to a provider. */
export function openSignIn({ db, log, settings }: { db: Database; log: Log; settings: SignInSettings }): SignIn {
  const { secret } = settings
  const publicUrl = settings.publicUrl?.replace(/\/+$/, '') ?? null
  const secureCookies = publicUrl?.startsWith('https:') === true
  const providers = settings.oidc ?? []
  const cookie = secret === null ? null : sessionCookie(secret, secureCookies)
  const engines = new Map<string, Promise<AuthEngine>>()
  let pool: pg.Pool | undefined

  // Loaded when somebody signs in: every command and every embedding host composes, and few of them ever ask.
  async function openEngine(secretNow: string, providerId: string): Promise<AuthEngine> {
    const { createAuthEngine } = await import('./authEngine.ts')
    pool ??= openPool(db.url, log)
    const options = { pool, log, secret: secretNow, publicUrl: publicUrl ?? NO_ADDRESS, cookiePrefix: COOKIE_PREFIX, secureCookies }
    const provider = providers.find(({ id }) => id === providerId) ?? null
    return createAuthEngine({ ...options, admit: async (person) => await admit(db, person) }, provider)
  }

  async function engineFor(secretNow: string, providerId: string): Promise<AuthEngine> {
    const opening = engines.get(providerId) ?? openEngine(secretNow, providerId)
    engines.set(providerId, opening)
    return await opening
  }

  return {
    isReady: secret !== null,
    providers,
    publicUrl,
    sessions: {
      isSigned: (request) => cookie?.tokenOf(request) !== undefined,
      isValid: async (request) => (await personOf(request)) !== undefined,
      grantIn: async (request, workspace) => {
        const token = cookie?.tokenOf(request)
        if (token === undefined) return undefined
        const row = await db.asSystem(async (tx) => await tx.row(selectSessionMember(token, workspace)), AT_ONCE)
        return row && memberGrant(row)
      },
    },
    personOf,
    ask: async (question, provider = '') => {
      if (secret === null) throw new RuntruthError('internal', 'The sign-in was asked without a secret.')
      return await askEngine(await engineFor(secret, provider), question)
    },
    close: async () => await pool?.end(),
  }

  async function personOf(request: Request): Promise<PersonRow | undefined> {
    const token = cookie?.tokenOf(request)
    return token === undefined ? undefined : await db.asSystem(async (tx) => await tx.row(selectSessionPerson(token)), AT_ONCE)
  }
}

/** One look, in one round trip. */
const AT_ONCE = { commits: 'with_statements' } as const

/** A provider says who somebody is; only we say who comes in: those who were added as users before. */
async function admit(db: Database, { email, verified }: { readonly email: string; readonly verified: boolean }) {
  return await db.asSystem(async (tx) => {
    if (!(await tx.row(selectUser(email)))) return 'unknown_email'
    if (!verified) return 'unverified_email'
    // Whoever took the address by an invitation may be somebody else, and loses what they chose for it.
    if (await tx.row(deleteInvitedPerson(email))) {
      for (const { authUserId } of await tx.rows(deletePassword(email))) await tx.rows(deleteSessionsOf(authUserId))
    }
    return null
  })
}

function openPool(url: string, log: Log): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'runtruth sign-in',
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
  })
  // As in the pool of the ledger: what breaks while idle is replaced, what breaks in use fails its statement.
  pool.on('error', (error) => log.debug({ err: error }, 'an idle sign-in connection broke'))
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}
