import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import { isDatabaseAway } from '../db/databaseErrors.ts'
import type { QueueSource } from '../sources/contract.ts'
import { createMirror } from '../sources/mirror/createMirror.ts'
import type { Counts } from '../truth/facts.ts'
import { holdAttempt, type HeldAttempt } from '../work/execution.ts'
import { OperationBlocked } from '../work/operationFailure.ts'
import { phaseReporter } from '../work/phaseReporter.ts'
import { createProgressReporter } from '../work/progressReporter.ts'
import type { Services } from '../work/services.ts'
import { openWorkerSession, type WorkerSession } from '../work/workerSession.ts'
import { createAdoption } from './adoptRunning.ts'
import { beginAttempt, type TrackedSource } from './beginAttempt.ts'
import { endAttempt } from './endAttempt.ts'
import { openEndReports } from './endReports.ts'
import { completeWord, identifyJob } from './trackedJob.ts'

/** What a tracked handler is given. */
export interface TrackedContext {
  /** Null: not tracked, because the ledger is away or the job belongs to no workspace. The handler runs all the same. */
  readonly operationId: string | null
  readonly attempt: number
  /** Fires with reason 'cancelled' or 'lease_lost'. */
  readonly signal: AbortSignal
  progress(counts: Counts): void
  phase(name: string): Promise<void>
}

export interface TrackOptions {
  /** Which source the job is of, where several would take it. */
  readonly source?: string
}

/** Handlers of somebody else's queue in this process. */
export interface Tracker {
  /**
   * Runs `fn` for a job that its queue has just given to this process, and reports what becomes of it: an attempt with a
   * lease, this process as its living worker, progress, and how it ended. Answers what `fn` answers and throws what it
   * throws, so that the queue does what it would have done. Throws OperationBlocked without calling `fn` where the mapping asks
   * for a capability that the initiator does not hold any more. A ledger that is away never keeps a job from its handler.
   */
  track<Result>(job: unknown, fn: (context: TrackedContext) => Promise<Result>, options?: TrackOptions): Promise<Result>
  stop(): Promise<void>
}

const HEARTBEAT_EVERY_MS = 2_000

export function createTracker(services: Services, url: string): Tracker {
  const { sources, log } = services
  const held = new Map<string, HeldAttempt>()
  const tracked = new Map<string, TrackedSource>()
  const reports = openEndReports(log)
  let opening: Promise<WorkerSession> | undefined

  async function session(): Promise<WorkerSession> {
    opening ??= open().catch((error: unknown) => {
      opening = undefined
      throw error
    })
    return await opening
  }

  async function open(): Promise<WorkerSession> {
    // A process may hold several of these, and a name belongs to one.
    const name = `${hostname()}-${process.pid}-${randomBytes(2).toString('hex')}`
    const opened = await openWorkerSession({
      services,
      url,
      name,
      types: [],
      concurrency: 1,
      heartbeatEveryMs: HEARTBEAT_EVERY_MS,
      held,
      onReplaced: (error) => {
        log.error({ err: error, worker: name }, 'the tracking worker was replaced; it registers anew with the next job')
        opening = undefined
      },
    })
    await opened.ready
    return opened
  }

  function trackedSource(source: QueueSource): TrackedSource {
    const there = tracked.get(source.name)
    if (there) return there
    const made = { source, mirror: createMirror(services, source), adopt: createAdoption(services, source) }
    tracked.set(source.name, made)
    return made
  }

  async function begin(job: unknown, options: TrackOptions | undefined) {
    const { source, word: told } = identifyJob(sources, job, options?.source)
    try {
      const word = await completeWord(sources, source, told)
      if (!word) return { kind: 'not_tracked', why: 'its queue does not have it any more' } as const
      const { name, bootId } = await session()
      const beginning = await beginAttempt(services, trackedSource(source), word, { worker: name, bootId })
      return { ...beginning, word }
    } catch (error) {
      // The queue's jobs are its own: that we cannot write down what happens to them must not keep them from happening.
      log[isDatabaseAway(error) ? 'warn' : 'error'](
        { err: error, source: source.name, job: told.id },
        'a job could not be tracked; it runs without',
      )
      return { kind: 'not_tracked', why: 'the ledger could not be asked' } as const
    }
  }

  return {
    track: async (job, fn, options) => {
      const beginning = await begin(job, options)
      if (beginning.kind === 'blocked') throw new OperationBlocked(beginning.failure.code, beginning.failure.message)
      if (beginning.kind === 'not_tracked') {
        log.debug({ why: beginning.why }, 'a job is not tracked')
        return await fn(untracked())
      }
      const { at, scope, word } = beginning
      const attempt = holdAttempt({ at, scope })
      const progress = createProgressReporter({ services }, attempt)
      const { leasesChanged } = await session()
      held.set(at.lease, attempt)
      leasesChanged()
      try {
        const result = await fn({
          operationId: at.runId,
          attempt: at.attempt,
          signal: attempt.signal,
          progress: progress.report,
          phase: phaseReporter(services, attempt),
        })
        await reports.tell(at, async () => await endAttempt(services, attempt, { kind: 'returned' }, await progress.close(), false))
        return result
      } catch (error) {
        const attemptsLeft = word.attempt < word.maxAttempts
        await reports.tell(
          at,
          async () => await endAttempt(services, attempt, { kind: 'threw', error }, await progress.close(), attemptsLeft),
        )
        throw error
      } finally {
        held.delete(at.lease)
        leasesChanged()
      }
    },
    stop: async () => {
      await reports.settle()
      const ending = opening
      opening = undefined
      await (await ending?.catch(() => undefined))?.stop()
    },
  }
}

function untracked(): TrackedContext {
  return { operationId: null, attempt: 0, signal: new AbortController().signal, progress: () => {}, phase: async () => {} }
}
