import { ProtocolError } from './problem.ts'

/** A browser sends a session cookie along with what another site makes it send; a token it does not. */
export function refuseForeignOrigin(request: Request, publicOrigin: string | null): void {
  if (request.method === 'GET' || request.method === 'HEAD' || request.headers.has('authorization')) return
  const site = request.headers.get('sec-fetch-site')
  const origin = request.headers.get('origin')
  // Behind a proxy the host is the proxy's idea; the public address is ours.
  const host = request.headers.get('host') ?? new URL(request.url).host
  const own = origin === publicOrigin || origin?.replace(/^https?:\/\//, '') === host
  const foreign = site !== null ? site !== 'same-origin' && site !== 'none' : origin !== null && !own
  if (foreign)
    throw new ProtocolError(
      'forbidden',
      403,
      'This request comes from a page of another origin. Send it from the console, or with a token.',
    )
}
