import type { FollowStep, JobEnding } from '../../ledger/followJob.ts'
import type { ObservedRow } from '../../ledger/sql/selectObserved.ts'
import type { FailureFacts } from '../../truth/facts.ts'
import type { AbsentJob, JobWord } from '../contract.ts'

/**
 * How much older than a word the end of an operation must be before the word may contradict it; and how long a tracked
 * operation may still be reported on by its own worker before the queue's word is taken instead. Smaller: a word that was on
 * its way while the operation ended brings it back to life. Larger: a job that the queue gave out again is shown later.
 */
const WORD_MARGIN_MS = 5_000

/** `reborn`: its operation is closed, and the queue has the job again: that is another operation. */
export type FollowPlan = { readonly kind: 'steps'; readonly steps: readonly FollowStep[] } | { readonly kind: 'reborn' }

const NOTHING: FollowPlan = { kind: 'steps', steps: [] }

/** When the queue was asked; `certain`: it said so just now, to whoever holds the job, and nothing older can be meant. */
export interface Asked {
  readonly askedAt: Date
  readonly certain?: boolean
}

/** What follows for one known run from what its queue says now. Pure. */
export function planFollow(run: ObservedRow, word: JobWord | AbsentJob, { askedAt, certain = false }: Asked): FollowPlan {
  if (run.status === 'completed') return planEnded(run, word, askedAt, certain)
  if (word.state === 'absent') return steps(...planAbsent(run, word, askedAt))
  const found: FollowStep[] = run.missing ? [{ kind: 'find' }] : []
  // Its own worker reports on it, and knows more: the queue is believed only once that report is overdue.
  if (run.trackedBy !== null && !isOverdue(word, askedAt)) return steps(...found)
  return steps(...found, ...(run.status === 'queued' ? planQueued(run, word, askedAt) : planRunning(run, word, askedAt)))
}

function planQueued(run: ObservedRow, word: JobWord, askedAt: Date): FollowStep[] {
  switch (word.state) {
    case 'waiting':
    case 'delayed':
      // An attempt came and went between two looks.
      return word.attempt > run.attempt ? [startOf(word), requeueOf(word, askedAt)] : []
    case 'active':
      return [startOf(word)]
    case 'completed':
    case 'failed':
      return [startOf(word), endOf(word)]
    case 'cancelled':
      return [endOf(word)]
  }
}

function planRunning(run: ObservedRow, word: JobWord, askedAt: Date): FollowStep[] {
  switch (word.state) {
    case 'waiting':
    case 'delayed':
      return [requeueOf(word, askedAt)]
    case 'active':
      return word.attempt > run.attempt ? [requeueOf(word, askedAt), startOf(word)] : []
    case 'completed':
    case 'failed':
    case 'cancelled':
      return [endOf(word)]
  }
}

function planAbsent(run: ObservedRow, absent: AbsentJob, askedAt: Date): FollowStep[] {
  // A tracked one is still reported on by its worker, if that lives; that its job has gone is evidence, no more.
  if (absent.end === 'unknown' || (run.trackedBy !== null && !isOverdue(absent, askedAt))) return run.missing ? [] : [{ kind: 'miss' }]
  const ended = {
    kind: 'end',
    outcome: ABSENT_OUTCOMES[absent.end],
    endedAt: absent.endedAt,
    failure: absent.end === 'failed' ? { code: 'queue_failed', message: absent.because } : null,
    diagnostics: null,
    counts: null,
    because: absent.because,
  } as const
  if (run.status === 'running' || absent.end === 'deleted') return [ended]
  return [{ kind: 'start', attempt: run.attempt + 1, startedAt: absent.endedAt, ...NOBODY }, ended]
}

const ABSENT_OUTCOMES = { succeeded: 'succeeded', failed: 'failed', deleted: 'cancelled' } as const
const NOBODY = { holders: [], heartbeatAt: null, heartbeatEveryMs: null, silentAfterMs: null, recoversAfterMs: null } as const

function planEnded(run: ObservedRow, word: JobWord | AbsentJob, askedAt: Date, certain: boolean): FollowPlan {
  if (word.state === 'absent') return NOTHING
  const isLate = certain || (run.completedAt !== null && askedAt.getTime() - run.completedAt.getTime() > WORD_MARGIN_MS)
  switch (word.state) {
    case 'waiting':
    case 'delayed':
    case 'active':
      // Closed while its queue still had it: only a new attempt is news, the old one is what was closed.
      if (!isLate || (run.reconciled && word.state === 'active' && word.attempt <= run.attempt)) return NOTHING
      return { kind: 'reborn' }
    case 'completed':
    case 'failed':
    case 'cancelled': {
      if (!run.reconciled || run.amended) return NOTHING
      // Another attempt than the one that was closed ended so: it belongs to the next operation.
      if (word.attempt > run.attempt) return isLate ? { kind: 'reborn' } : NOTHING
      const { kind: _kind, ...end } = endOf(word)
      return end.outcome === run.outcome ? NOTHING : steps({ kind: 'amend', ...end })
    }
  }
}

/** Whether a queue has said so for long enough that no report of the worker is on its way any more. */
function isOverdue(word: JobWord | AbsentJob, askedAt: Date): boolean {
  if (word.state === 'active') return false
  const sinceMs = (word.state === 'absent' ? word.endedAt : (word.endedAt ?? word.availableAt))?.getTime()
  return sinceMs !== undefined && askedAt.getTime() - sinceMs > WORD_MARGIN_MS
}

function startOf(word: JobWord): FollowStep {
  const { attempt, startedAt, holders, beat } = word
  return {
    kind: 'start',
    attempt: Math.max(attempt, 1),
    startedAt,
    holders: word.state === 'active' ? holders : [],
    heartbeatAt: beat?.at ?? null,
    heartbeatEveryMs: beat?.everyMs ?? null,
    silentAfterMs: beat?.silentAfterMs ?? null,
    recoversAfterMs: word.recoversAfterMs ?? null,
  }
}

function requeueOf(word: JobWord, askedAt: Date): FollowStep {
  const delayMs = word.availableAt === null ? 0 : Math.max(0, word.availableAt.getTime() - askedAt.getTime())
  return { kind: 'requeue', failure: failureOf(word, null), diagnostics: diagnosticsOf(word), delayMs }
}

function endOf(word: JobWord): { readonly kind: 'end' } & JobEnding {
  return {
    kind: 'end',
    outcome: word.state === 'completed' ? 'succeeded' : word.state === 'cancelled' ? 'cancelled' : 'failed',
    endedAt: word.endedAt,
    failure: word.state === 'failed' ? failureOf(word, 'Its queue recorded a failure without saying why.') : null,
    diagnostics: diagnosticsOf(word),
    counts: word.counts,
    because: null,
  }
}

export function failureOf(word: Pick<JobWord, 'failure'>, otherwise: string | null): FailureFacts | null {
  const message = word.failure ?? otherwise
  return message === null ? null : { code: 'queue_failed', message }
}

export function diagnosticsOf({ failureDetail }: Pick<JobWord, 'failureDetail'>): Record<string, unknown> | null {
  return failureDetail === null ? null : { error: failureDetail }
}

function steps(...what: readonly FollowStep[]): FollowPlan {
  return what.length === 0 ? NOTHING : { kind: 'steps', steps: what }
}
