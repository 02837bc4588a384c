/**
 * The token of an invitation stands in the fragment, which no server and no log ever sees. What cannot be one is as good
 * as none.
 */
export function invitationIn(fragment: string): string | null {
  const text = fragment.replace(/^#/, '')
  const token = text.startsWith('token=') ? text.slice('token='.length) : text
  return /^[\w.~-]{16,512}$/.test(token) ? token : null
}
