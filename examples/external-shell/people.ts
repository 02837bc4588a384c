import { randomUUID } from 'node:crypto'

/** Whoever uses this product. Yours knows its people already; here everybody who comes is Dana. */
export interface Person {
  readonly id: string
  readonly name: string
  readonly tenant: string
}

const DANA: Person = { id: 'u-17', name: 'Dana', tenant: 'contoso' }
const COOKIE = 'shelves_session'
const TOKEN_LIVES_MS = 300_000

const sessions = new Map<string, Person>()
const tokens = new Map<string, Person>()

export function personById(id: string | null | undefined): Person | null {
  return id === DANA.id ? DANA : null
}

/** Answers the cookie of a new session. */
export function signIn(): string {
  const session = randomUUID()
  sessions.set(session, DANA)
  return `${COOKIE}=${session}; Path=/; HttpOnly; SameSite=Strict`
}

export function personOfCookie(cookies: string | null | undefined): Person | null {
  const [, session = ''] = new RegExp(`(?:^|; )${COOKIE}=([^;]*)`).exec(cookies ?? '') ?? []
  return sessions.get(session) ?? null
}

/** What a page needs to look at the activity of its own tenant, and of nothing else, for a while. */
export function mintToken(person: Person): string {
  const token = randomUUID()
  tokens.set(token, person)
  setTimeout(() => tokens.delete(token), TOKEN_LIVES_MS).unref()
  return token
}

export function personOfToken(authorization: string | null): Person | null {
  return tokens.get(authorization?.replace(/^Bearer /, '') ?? '') ?? null
}
