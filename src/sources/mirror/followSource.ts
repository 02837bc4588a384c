import { setTimeout as delay } from 'node:timers/promises'
import { isDatabaseAway } from '../../db/databaseErrors.ts'
import { selectObservedOpen, type ObservedRow } from '../../ledger/sql/selectObserved.ts'
import { adoptSource, recordLook, selectClock } from '../../ledger/sql/sources.ts'
import type { AskedJob, JobRef, QueueSource, SourceReader } from '../contract.ts'
import { createMirror, type MirrorServices } from './createMirror.ts'
import { ledgerWord, shift } from './ledgerWord.ts'
import { openLeadership } from './leadership.ts'
import { seenLook, type KeptLook } from './seenLook.ts'

export interface FollowOptions {
  readonly services: MirrorServices
  readonly source: QueueSource
  readonly reader: SourceReader
  /** Called when everything the store holds should be read; may be called again while that is under way. */
  readonly discover: () => Promise<void>
  readonly signal: AbortSignal
  readonly intervalMs?: number
}

/** Smaller: the queue is asked more often than anybody looks. Larger: every death and every end is told that much later. */
const INTERVAL_MS = 1_000
/** A round that takes long rests for as long, so that looking never becomes the load. */
const REST_PER_ROUND = 1
const FIRST_RETRY_MS = 500
const LONGEST_RETRY_MS = 5_000
/** Of a backlog so many are asked about in each round; those that run are always asked about. */
const QUEUED_PER_ROUND = 2_000

/**
 * Follows a queue until the signal fires; resolves then, and never rejects. One process at a time looks, any number may stand
 * by; that is for economy: two that look at once only write the same things down twice, and the second finds them there.
 */
export async function followSource(options: FollowOptions): Promise<void> {
  const { services, source, reader, signal } = options
  const { db, log } = services
  const intervalMs = options.intervalMs ?? INTERVAL_MS
  const mirror = createMirror(services, source)
  const leadership = openLeadership(db.url, `runtruth source ${source.name}`, log)
  let state: { readonly adoptedAt: Date; cursor: string | null; kept: KeptLook; after: string } | undefined
  let failures = 0

  async function round(): Promise<void> {
    state ??= await adopt()
    // The ledger's clock first: what is seen after it is dated by it, so that a sign of life never looks younger than it is.
    const askedAt = await now()
    const look = await reader.look()
    const offsetMs = askedAt.getTime() - look.now.getTime()
    const recent = await reader.recent(state.cursor)
    const { adoptedAt, after } = state
    await mirror.apply(
      recent.words.map((word) => ledgerWord(source, word, offsetMs)),
      { askedAt, adoptedAt },
    )
    const open = await db.asSystem(async (tx) => await tx.rows(selectObservedOpen(source.name, after, QUEUED_PER_ROUND)))
    const queued = open.filter(({ status }) => status === 'queued')
    const refs = open.map((row) => askedJob(row, askedAt, offsetMs))
    if (refs.length > 0) {
      const probedAt = await now()
      const words = await reader.probe(refs)
      // Another life under the same id: the one that was asked about is not there any more.
      const answers = words.map((word, index) => ledgerWord(source, sameLife(word, refs[index]), offsetMs))
      await mirror.apply(answers, { askedAt: probedAt, adoptedAt })
    }
    const kept = seenLook(look, askedAt, offsetMs, state.kept)
    const upSince = look.upSince && new Date(look.upSince.getTime() + offsetMs)
    const draft = { lookedAt: askedAt, upSince, look: kept, recentCursor: recent.cursor, incomplete: !recent.complete }
    const recorded = await db.asSystem(async (tx) => await tx.row(recordLook(source.name, draft)))
    state = { adoptedAt, cursor: recent.cursor, kept, after: queued.length < QUEUED_PER_ROUND ? '0' : (queued.at(-1)?.id ?? '0') }
    if (recorded?.discoveryWanted === true) await options.discover()
  }

  async function adopt(): Promise<NonNullable<typeof state>> {
    const adopted = await db.asSystem(async (tx) => await tx.row(adoptSource(source.name, source.kind, source.control)))
    if (!adopted) throw new Error('A source that is adopted answers its row.')
    // What this very code stored there at the last look.
    const kept = (adopted.look ?? { workers: {}, queues: {} }) as KeptLook
    return { adoptedAt: adopted.adoptedAt, cursor: adopted.recentCursor, kept, after: '0' }
  }

  async function now(): Promise<Date> {
    const row = await db.asSystem(async (tx) => await tx.row(selectClock()))
    if (!row) throw new Error('The database has a clock.')
    return row.now
  }

  try {
    while (!signal.aborted) {
      const begunMs = services.clock.monotonicMs()
      let restMs: number
      try {
        if (await leadership.held()) {
          await round()
          if (failures > 0) log.info({ source: source.name }, 'the queue is followed again')
          failures = 0
        } else state = undefined
        restMs = Math.max(intervalMs - (services.clock.monotonicMs() - begunMs), REST_PER_ROUND * (services.clock.monotonicMs() - begunMs))
      } catch (error) {
        failures += 1
        restMs = Math.min(FIRST_RETRY_MS * 2 ** (failures - 1), LONGEST_RETRY_MS)
        // Once when it starts; a store that stays away is no news every second, and readers see that nobody looked.
        const level = failures > 1 ? 'debug' : isDatabaseAway(error) ? 'warn' : 'error'
        log[level]({ err: error, source: source.name, failures }, 'a queue could not be followed; it is tried again')
      }
      await delay(restMs, undefined, { signal }).catch(() => {})
    }
  } finally {
    await leadership.close()
  }
}

/** Where the queue keeps nothing of a job that is gone, what was last heard of it says how it may have gone; by the queue's clock. */
function askedJob({ queueName, queueJobId, queueJobKey, status, availableAt }: ObservedRow, now: Date, offsetMs: number): AskedJob {
  const state = status === 'running' ? 'active' : availableAt !== null && availableAt > now ? 'delayed' : 'waiting'
  return { queue: queueName, id: queueJobId, key: queueJobKey, lastHeard: { state, availableAt: shift(availableAt, -offsetMs) } }
}

function sameLife(word: Awaited<ReturnType<SourceReader['probe']>>[number], asked: JobRef | undefined): typeof word {
  if (asked === undefined || word.key === asked.key) return word
  return {
    ...asked,
    state: 'absent',
    end: 'unknown',
    endedAt: null,
    because: 'Its queue has another job under the same id now.',
  }
}
