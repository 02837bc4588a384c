import { createHmac, timingSafeEqual } from 'node:crypto'

export const COOKIE_PREFIX = 'runtruth'

export interface SessionCookie {
  /** The token of a session cookie that was signed here; undefined for any other, without a look at the database. */
  tokenOf(request: Request): string | undefined
}

/**
 * Reads the cookie that better-auth sets: `token.signature`, the signature an HMAC of the token under the secret. Read
 * here because every request of the console asks, and one statement then answers both who it is and what they hold.
 */
export function sessionCookie(secret: string, secure: boolean): SessionCookie {
  const name = `${secure ? '__Secure-' : ''}${COOKIE_PREFIX}.session_token`
  return {
    tokenOf: (request) => {
      const value = cookieOf(request, name)
      const dot = value?.lastIndexOf('.') ?? -1
      if (value === undefined || dot < 1) return undefined
      const token = value.slice(0, dot)
      const expected = createHmac('sha256', secret).update(token).digest()
      const given = Buffer.from(value.slice(dot + 1), 'base64')
      return given.length === expected.length && timingSafeEqual(given, expected) ? token : undefined
    },
  }
}

function cookieOf(request: Request, name: string): string | undefined {
  const pair = (request.headers.get('cookie') ?? '').split(';').find((part) => part.trimStart().startsWith(`${name}=`))
  if (pair === undefined) return undefined
  try {
    return decodeURIComponent(pair.slice(pair.indexOf('=') + 1).trim())
  } catch {
    return undefined
  }
}
