import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { WebhookMessage } from '../../src/notify/messageBody.ts'

export interface Received {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly text: string
  readonly message: WebhookMessage
}

/** Answers one request; a status alone is an answer without a body. */
export type Reply = number | ((response: ServerResponse) => void)

export interface Receiver {
  readonly url: string
  readonly received: readonly Received[]
  /** Replies in order, for the requests to come; after the last one 204. */
  script(...replies: readonly Reply[]): void
  /** The request of this number, counted from one, has been read. */
  arrived(count: number): Promise<void>
  close(): Promise<void>
}

/** Somebody else's server: takes what is posted and answers as it was told to. */
export async function openReceiver(): Promise<Receiver> {
  const received: Received[] = []
  const waiting = new Set<() => void>()
  let replies: Reply[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk: Buffer) => (text += chunk.toString()))
    request.on('end', () => {
      received.push({ path: request.url ?? '', headers: request.headers, text, message: JSON.parse(text) as WebhookMessage })
      const reply = replies.shift() ?? 204
      if (typeof reply === 'number') response.writeHead(reply).end()
      else reply(response)
      for (const look of waiting) look()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    script: (...next) => {
      received.length = 0
      replies = [...next]
    },
    arrived: async (count) =>
      await new Promise((resolve) => {
        const look = () => {
          if (received.length < count) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
      }),
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** As the specification has it, written from its text and not from ours. */
export function isSignedBy(secret: string, { headers, text }: Pick<Received, 'headers' | 'text'>): boolean {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  const expected = createHmac('sha256', key).update([headers['webhook-id'], headers['webhook-timestamp'], text].join('.')).digest()
  return String(headers['webhook-signature'])
    .split(' ')
    .some((each) => {
      const [version, signature = ''] = each.split(',')
      const given = Buffer.from(signature, 'base64')
      return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected)
    })
}
