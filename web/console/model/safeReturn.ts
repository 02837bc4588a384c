import { pages } from './pages.ts'

/** Only an address of this console may be returned to: what else stands in a link was put there by somebody else. */
export function safeReturn(to: string | null): string {
  if (to === null || !/^\/(?![/\\])/.test(to) || /[\\\p{Cc}]/u.test(to)) return pages.home
  const [path = ''] = to.split(/[?#]/)
  // Back to the door would be a circle.
  return path === '/' || path === pages.login || path === pages.setUp ? pages.home : to
}

/** The door, with the way back written on it. */
export function loginFor(location: string): string {
  const to = safeReturn(location)
  return to === pages.home ? pages.login : `${pages.login}?to=${encodeURIComponent(to)}`
}
