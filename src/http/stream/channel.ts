import type { Scope } from '../../access/scope.ts'
import { judgeRun, type KnownRun } from '../../ledger/judgedRun.ts'
import { sinceWatermark, watchRuns, type Since, type Watched } from '../../ledger/watchRuns.ts'
import { toWire } from '../../ledger/wire.ts'
import type { WorkerObservation } from '../../ledger/workerObserver.ts'
import type { Services } from '../../work/services.ts'
import { evidenceOf } from './evidence.ts'
import { fingerprint, surroundings } from './fingerprint.ts'
import type { Listener } from './listener.ts'
import { livesForMs, nextLookMs } from './lookPace.ts'
import { encodeEvent, KEEP_ALIVE } from './sse.ts'
import type { Turnstile } from './turnstile.ts'

/** Everybody who sees the same of one workspace hears the same, from one look. Lives as long as somebody listens. */
export interface Channel {
  readonly workspaceId: number
  /** Rejects where the ledger cannot be read; then nothing was sent. */
  join(listener: Listener, lastEventId: string | null): Promise<void>
  leave(listener: Listener): void
  /** Does what is due by now. */
  pulse(): void
  /** Something has just been changed by this process: looks at once. */
  poke(): void
}

const AGAIN_AFTER_MS = 1_000
/** After a change of our own making a look may take a quarter of the time: many changes a second are told together. */
const POKED_LOOK_SHARE = 4
/** While nothing runs nobody needs evidence, but a reader has to tell a quiet stream from a broken one. */
const QUIET_EVIDENCE_EVERY_MS = 5_000
const KEEP_ALIVE_EVERY_MS = 15_000
/** How old a place in a queue may become on a screen. */
const SURROUNDINGS_EVERY_MS = 10_000

/** What listeners know of one operation. */
interface Told {
  readonly print: string
  readonly surroundings: string
  readonly atMs: number
}

export function createChannel(services: Services, scope: Scope, turnstile: Turnstile): Channel {
  const { clock, db, observer, log } = services
  const listeners = new Set<Listener>()
  let since: Since | null = null
  let watermark: string | undefined
  let told = new Map<string, Told>()
  let dueAtMs = 0
  let pokeableAtMs = 0
  let poked = false
  let looking = false
  let evidenceAtMs = 0
  let keepAliveAtMs = clock.monotonicMs() + KEEP_ALIVE_EVERY_MS
  /** Looks and replays go one after another, so that what they tell is in order. */
  let turn: Promise<unknown> = Promise.resolve()

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = turn.then(async () => await turnstile(work))
    turn = mine.catch(() => {})
    return await mine
  }

  async function watch(from: Since | null): Promise<{ observation: WorkerObservation; seen: Watched }> {
    const observation = await observer.observe()
    const seen = await db.inWorkspace(scope.workspace.id, async (tx) => await watchRuns(tx, scope, observation, from))
    return { observation, seen }
  }

  function tell(chunk: Uint8Array): void {
    for (const listener of listeners) listener.send(chunk)
  }

  async function look(): Promise<void> {
    poked = false
    const startedMs = clock.monotonicMs()
    const { observation, seen } = await watch(since)
    const nowMs = clock.monotonicMs()
    const asOf = observation.asOf.toISOString()
    const changed = seen.lost ? [] : notice(seen.runs, watermark === undefined, nowMs)
    if (seen.lost) {
      notice(seen.runs, true, nowMs)
      tell(encodeEvent('reset', { asOf }, seen.watermark))
    } else if (changed.length > 0) tell(operationsEvent(changed, asOf, seen.watermark))
    const anythingRuns = seen.runs.some(({ run }) => run.status === 'running')
    if (anythingRuns || nowMs >= evidenceAtMs) {
      evidenceAtMs = nowMs + QUIET_EVIDENCE_EVERY_MS
      const evidence = evidenceOf(observation, seen.holders, seen.runs)
      tell(encodeEvent('evidence', evidence, seen.watermark))
    }
    since = seen.next
    watermark = seen.watermark
    dueAtMs = nextLookMs({ startedMs, endedMs: nowMs, livesForMs: livesForMs(seen.runs, observation.asOf) })
    pokeableAtMs = nowMs + POKED_LOOK_SHARE * (nowMs - startedMs)
  }

  /** Which of these listeners do not know as they are now; from here on they count as known. */
  function notice(runs: readonly KnownRun[], silently: boolean, nowMs: number): KnownRun[] {
    const known = new Map<string, Told>()
    const changed: KnownRun[] = []
    for (const seen of runs) {
      const before = told.get(seen.run.id)
      const now: Told = { print: fingerprint(seen.facts), surroundings: surroundings(seen.facts), atMs: nowMs }
      const moved = before && before.surroundings !== now.surroundings && nowMs - before.atMs >= SURROUNDINGS_EVERY_MS
      const news = !silently && (before?.print !== now.print || moved === true)
      if (news) changed.push(seen)
      known.set(seen.run.id, silently || news ? now : (before ?? now))
    }
    told = known
    return changed
  }

  function operationsEvent(runs: readonly KnownRun[], asOf: string, id: string): Uint8Array {
    const operations = runs.map((known) => toWire(scope.workspace.slug, judgeRun(known), 'verdict_and_facts'))
    return encodeEvent('operations', { asOf, operations }, id)
  }

  async function begin(listener: Listener): Promise<void> {
    if (watermark === undefined) await look()
    listener.send(encodeEvent('hello', { asOf: (await observer.observe()).asOf.toISOString() }, watermark ?? ''))
    listeners.add(listener)
  }

  /** What is open is told whole: progress, unlike everything else, is no event that could be looked up. */
  async function resume(listener: Listener, from: Since | undefined): Promise<void> {
    // Before the replay: what happens between the two is told twice, and never not at all.
    if (watermark === undefined) await look()
    const { observation, seen } = await watch(from ?? null)
    const asOf = observation.asOf.toISOString()
    if (from === undefined || seen.lost) listener.send(encodeEvent('reset', { asOf }, seen.watermark))
    else listener.send(operationsEvent(seen.runs, asOf, seen.watermark))
    listeners.add(listener)
  }

  function lookSoon(): void {
    if (looking) return
    looking = true
    void inTurn(look)
      .catch((error: unknown) => {
        // Nothing is told of what cannot be read; the next look goes on from where the last one ended.
        log.debug({ err: error }, 'a look for the event stream failed')
        dueAtMs = clock.monotonicMs() + AGAIN_AFTER_MS
      })
      .finally(() => {
        looking = false
      })
  }

  return {
    workspaceId: scope.workspace.id,
    join: async (listener, lastEventId) =>
      await inTurn(async () => await (lastEventId === null ? begin(listener) : resume(listener, sinceWatermark(lastEventId)))),
    leave: (listener) => void listeners.delete(listener),
    pulse: () => {
      const nowMs = clock.monotonicMs()
      if (nowMs >= keepAliveAtMs) {
        keepAliveAtMs = nowMs + KEEP_ALIVE_EVERY_MS
        tell(KEEP_ALIVE)
      }
      if (listeners.size > 0 && nowMs >= (poked ? Math.min(pokeableAtMs, dueAtMs) : dueAtMs)) lookSoon()
    },
    poke: () => {
      poked = true
      if (clock.monotonicMs() >= pokeableAtMs) lookSoon()
    },
  }
}
