import { once } from 'node:events'
import { createServer, ServerResponse, type Server } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { RuntruthError } from '../errors.ts'
import type { Log } from '../log.ts'
import type { HttpHandler } from './createHttpHandler.ts'
import { wholeBody } from './wholeBody.ts'

export interface ServeOptions {
  readonly handler: HttpHandler
  readonly host: string
  /** 0: any free port; the answer says which. */
  readonly port: number
  readonly log: Log
}

export interface HttpServer {
  readonly url: string
  readonly port: number
  /** Takes no more connections, lets requests that have begun end, and cuts off what has not ended by then. */
  close(): Promise<void>
}

/** Long enough for a page of verdicts; a download that takes longer is begun again. */
const CLOSE_PATIENCE_MS = 5_000
const CLOSE_IDLE_EVERY_MS = 50

/** The one place with a server of Node's own in it. Throws `port_in_use`, or `invalid_config` for an address that cannot be had. */
export async function serveHttp({ handler, host, port, log }: ServeOptions): Promise<HttpServer> {
  const listener = getRequestListener(
    async (request, { incoming, outgoing }) => {
      const response = await handler.fetch(request, {
        address: incoming.socket?.remoteAddress,
        hangUp: () => void incoming.socket?.destroy(),
      })
      const body = wholeBody(response)
      if (body === undefined || !(outgoing instanceof ServerResponse)) return response
      send(outgoing, response, body)
      return RESPONSE_ALREADY_SENT
    },
    {
      overrideGlobalObjects: false,
    },
  )
  const server = createServer((incoming, outgoing) => void listener(incoming, outgoing))
  server.listen({ host, port })
  try {
    await once(server, 'listening')
  } catch (cause) {
    throw unusable(host, port, cause)
  }
  server.on('error', (error) => log.error({ err: error }, 'the HTTP server met an error'))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new RuntruthError('internal', 'A TCP server has no port.')
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`
  log.info({ url }, 'listening')
  return { url, port: address.port, close: async () => await closeGently(server, handler) }
}

/** Without the detour through the stream of a Response. */
function send(outgoing: ServerResponse, { status, headers }: Response, body: Uint8Array): void {
  // Whoever asked has gone.
  if (outgoing.destroyed) return
  for (const [name, value] of headers) outgoing.appendHeader(name, value)
  outgoing.writeHead(status, { 'content-length': body.byteLength })
  outgoing.end(body)
}

async function closeGently(server: Server, handler: HttpHandler): Promise<void> {
  if (!server.listening) return
  const closed = once(server, 'close')
  server.close()
  handler.endStreams()
  server.closeIdleConnections()
  // A connection whose answer ends only now would be kept for a next request.
  const idle = setInterval(() => server.closeIdleConnections(), CLOSE_IDLE_EVERY_MS)
  const cut = setTimeout(() => server.closeAllConnections(), CLOSE_PATIENCE_MS)
  await closed
  clearInterval(idle)
  clearTimeout(cut)
}

function unusable(host: string, port: number, cause: unknown): RuntruthError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
  if (code === 'EADDRINUSE') {
    return new RuntruthError(
      'port_in_use',
      `Port ${port} on ${host} is in use by another program. Stop that one, or choose another with --port or PORT.`,
      { host, port },
      { cause },
    )
  }
  if (code === 'EACCES') {
    return new RuntruthError(
      'invalid_config',
      `Port ${port} on ${host} may not be used by this user. Choose one from 1024 up with --port or PORT.`,
      { host, port },
      { cause },
    )
  }
  return new RuntruthError(
    'invalid_config',
    `Cannot listen on ${host} (${code}). Expected an address of this machine, such as 127.0.0.1 or 0.0.0.0, in --host.`,
    { host, port },
    { cause },
  )
}
