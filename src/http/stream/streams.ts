import type { Principal } from '../../access/actor.ts'
import { tenantIdsInReach, type Scope } from '../../access/scope.ts'
import type { Services } from '../../work/services.ts'
import { ProtocolError } from '../problem.ts'
import { createChannel, type Channel } from './channel.ts'
import { createListener, type Listener } from './listener.ts'
import { encodeEvent } from './sse.ts'
import { createTurnstile } from './turnstile.ts'

export interface StreamRequest {
  /** What this connection may hear; it shares its looks with everybody who may hear the same. */
  readonly scope: Scope
  readonly lastEventId: string | null
  /** The same question that let it in: what it may hear by now, undefined for nothing. */
  askAgain(): Promise<Scope | undefined>
  readonly hangUp?: (() => void) | undefined
  /** Fires when the client is gone. */
  readonly signal: AbortSignal
}

/** The open event streams of one process. */
export interface Streams {
  open(request: StreamRequest): Promise<ReadableStream<Uint8Array>>
  /** Something in this workspace was changed by this process just now. */
  poke(workspaceId: number): void
  count(): number
  /** Ends all of them, and every one that is opened afterwards. */
  end(): void
}

/** A member who is gone, and a token that is revoked, hear no longer than half a minute more. */
const ASK_AGAIN_EVERY_MS = 24_000
const ANSWER_WITHIN_MS = 5_000
const STREAMS_PER_PRINCIPAL = 50
/** However many scopes are listened to, their looks take no more connections from the pool than these. */
const LOOKS_AT_ONCE = 2
const PULSE_MS = 100

interface Connection {
  readonly listener: Listener
  readonly channel: Channel
  readonly request: StreamRequest
  askAtMs: number
  /** Set while the question is open. */
  answerByMs: number | null
}

export function createStreams(services: Services): Streams {
  const { clock, log } = services
  const turnstile = createTurnstile(LOOKS_AT_ONCE)
  const channels = new Map<string, { readonly channel: Channel; connections: number }>()
  const connections = new Set<Connection>()
  const held = new Map<string, number>()
  let timer: NodeJS.Timeout | undefined
  let over = false

  function enterChannel(scope: Scope): { channel: Channel; leave: () => void } {
    const key = keyOf(scope)
    const entry = channels.get(key) ?? { channel: createChannel(services, scope, turnstile), connections: 0 }
    channels.set(key, entry)
    entry.connections += 1
    timer ??= setInterval(pulse, PULSE_MS).unref()
    return {
      channel: entry.channel,
      leave: () => {
        entry.connections -= 1
        if (entry.connections === 0) channels.delete(key)
        if (channels.size === 0) {
          clearInterval(timer)
          timer = undefined
        }
      },
    }
  }

  function pulse(): void {
    const nowMs = clock.monotonicMs()
    for (const { channel } of channels.values()) channel.pulse()
    for (const connection of connections) {
      if (connection.answerByMs !== null) {
        // Who cannot say that it is still allowed is not.
        if (nowMs >= connection.answerByMs) connection.listener.end('at_once')
      } else if (nowMs >= connection.askAtMs) void askAgain(connection, nowMs)
    }
  }

  async function askAgain(connection: Connection, nowMs: number): Promise<void> {
    const { listener, request } = connection
    connection.askAtMs = nowMs + ASK_AGAIN_EVERY_MS
    connection.answerByMs = nowMs + ANSWER_WITHIN_MS
    try {
      const scope = await request.askAgain()
      connection.answerByMs = null
      if (scope && keyOf(scope) === keyOf(request.scope)) return
      // A mark that is none: whoever comes back with it has to read again, too.
      // What else may be heard now is heard by coming back; what is on the screen belongs to what was before.
      if (scope) listener.send(encodeEvent('reset', { asOf: (await services.observer.observe()).asOf.toISOString() }, '0'))
    } catch (error) {
      log.debug({ err: error }, 'the authority of an event stream could not be asked')
    }
    listener.end('after_all')
  }

  return {
    open: async (request) => {
      const release = reserve(held, request.scope.principal)
      const { channel, leave } = enterChannel(request.scope)
      const nowMs = clock.monotonicMs()
      const listener = createListener({
        hangUp: request.hangUp,
        onEnd: () => {
          connections.delete(connection)
          channel.leave(listener)
          leave()
          release()
        },
      })
      const connection: Connection = { listener, channel, request, askAtMs: nowMs + ASK_AGAIN_EVERY_MS, answerByMs: null }
      connections.add(connection)
      request.signal.addEventListener('abort', () => listener.end('at_once'), { once: true })
      try {
        if (over || request.signal.aborted) listener.end('at_once')
        else await channel.join(listener, request.lastEventId)
        // It may have left while it was let in.
        if (!connections.has(connection)) channel.leave(listener)
      } catch (error) {
        listener.end('at_once')
        throw error
      }
      return listener.body
    },
    poke: (workspaceId) => {
      for (const { channel } of channels.values()) if (channel.workspaceId === workspaceId) channel.poke()
    },
    count: () => connections.size,
    end: () => {
      over = true
      for (const { listener } of connections) listener.end('at_once')
    },
  }
}

/** Who may hear the same, hears the same. */
function keyOf(scope: Scope): string {
  const tenantIds = tenantIdsInReach(scope)
  return `${scope.workspace.id} ${tenantIds === null ? 'all' : tenantIds.toSorted((a, b) => a - b).join(',')}`
}

/** Counted before anything is waited for, so that a burst does not slip through. */
function reserve(held: Map<string, number>, { kind, id, name }: Principal): () => void {
  const key = JSON.stringify([kind, id ?? name])
  const open = held.get(key) ?? 0
  if (open >= STREAMS_PER_PRINCIPAL) {
    throw new ProtocolError(
      'rate_limited',
      429,
      `${STREAMS_PER_PRINCIPAL} event streams are open with these credentials, and no more are. Close one first; pages of one browser can share one.`,
      { 'retry-after': '30' },
    )
  }
  held.set(key, open + 1)
  return () => {
    const left = (held.get(key) ?? 1) - 1
    if (left > 0) held.set(key, left)
    else held.delete(key)
  }
}
