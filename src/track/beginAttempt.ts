import { randomUUID } from 'node:crypto'
import { isCapability, type Capability } from '../access/actor.ts'
import { systemScope } from '../access/grants.ts'
import type { Scope } from '../access/scope.ts'
import { blockRun } from '../ledger/blockRun.ts'
import { followJob, type FollowStep } from '../ledger/followJob.ts'
import type { AttemptLease } from '../ledger/run.ts'
import type { ObservedRow } from '../ledger/sql/selectObserved.ts'
import { selectClock } from '../ledger/sql/sources.ts'
import type { JobWord, QueueSource } from '../sources/contract.ts'
import type { Mirror } from '../sources/mirror/createMirror.ts'
import { ledgerWord } from '../sources/mirror/ledgerWord.ts'
import type { FailureFacts } from '../truth/facts.ts'
import { whyIllegitimate } from '../work/legitimacy.ts'
import type { Services } from '../work/services.ts'
import { selectPickup } from '../work/sql/selectPickup.ts'
import type { AdoptRunning } from './adoptRunning.ts'
import { knownJob } from './trackedJob.ts'

export type Beginning =
  | { readonly kind: 'begun'; readonly at: AttemptLease; readonly scope: Scope }
  /** The initiator, the capability or the tenant no longer allows it: nothing may be done. */
  | { readonly kind: 'blocked'; readonly failure: FailureFacts }
  /** The mapping gives it to no workspace, or its end is recorded already: it is nobody's to track. */
  | { readonly kind: 'not_tracked'; readonly why: string }

export interface Taker {
  readonly worker: string
  readonly bootId: string
}

/** A source as its handlers in this process need it. */
export interface TrackedSource {
  readonly source: QueueSource
  readonly mirror: Mirror
  readonly adopt: AdoptRunning
}

const TRIES = 5

/** From a job in the hands of its handler to a started attempt under a lease of this process. */
export async function beginAttempt(services: Services, of: TrackedSource, word: JobWord, taker: Taker): Promise<Beginning> {
  const lease = randomUUID()
  const adopted = await of.adopt(word, { lease, ...taker })
  if (adopted) return { kind: 'begun', at: adopted.at, scope: scopeFor(adopted.workspaceId, taker) }
  return await beginKnown(services, of, word, taker, lease, TRIES)
}

/** Who reports, not where to: nothing of what a tracked handler reports names the workspace. */
function scopeFor(workspaceId: number, { worker }: Taker): Scope {
  return systemScope({ id: workspaceId, slug: '' }, { kind: 'system', id: null, name: `Worker ${worker}` })
}

async function beginKnown(
  services: Services,
  of: TrackedSource,
  word: JobWord,
  taker: Taker,
  lease: string,
  tries: number,
): Promise<Beginning> {
  const { mirror, source } = of
  const run = await adopted(services, mirror, source, word)
  if (!run) return { kind: 'not_tracked', why: 'its mapping gives it to no workspace' }
  if (run.status === 'completed') return { kind: 'not_tracked', why: 'its end is recorded already' }
  if (run.trackedBy === taker.bootId && run.status === 'running' && run.attempt >= word.attempt)
    return { kind: 'not_tracked', why: 'this process tracks it already' }
  const { db } = services
  const scope = scopeFor(run.workspaceId, taker)
  if (run.requires !== null && isCapability(run.requires)) {
    const failure = await whyRefused(services, run, run.requires)
    if (failure === 'gone') return { kind: 'not_tracked', why: 'its operation is gone' }
    if (failure) {
      await db.inWorkspace(run.workspaceId, async (tx) => await blockRun(tx, scope, run.id, run.attempt, failure))
      return { kind: 'blocked', failure }
    }
  }
  const start: FollowStep & { readonly kind: 'start' } = {
    kind: 'start',
    attempt: Math.max(1, word.attempt),
    startedAt: null,
    holders: [],
    heartbeatAt: null,
    heartbeatEveryMs: null,
    silentAfterMs: null,
    recoversAfterMs: (word.recoversAfterMs === undefined ? source.recoversAfterMs : word.recoversAfterMs) ?? null,
    tracked: { lease, ...taker },
  }
  const steps = stepsTo(run, word, start)
  const begun = await db.inWorkspace(run.workspaceId, async (tx) => await followJob(tx, scope, source.name, run, steps))
  // Somebody who follows the queue moved it in between, as it was given out a moment ago.
  if (!begun)
    return tries > 1
      ? await beginKnown(services, of, word, taker, lease, tries - 1)
      : { kind: 'not_tracked', why: 'its operation keeps changing' }
  const attempt = steps.includes(start) ? Math.max(run.attempt + 1, start.attempt) : run.attempt
  return { kind: 'begun', at: { runId: run.id, attempt, lease }, scope }
}

async function whyRefused(services: Services, run: ObservedRow, requires: Capability): Promise<FailureFacts | 'gone' | null> {
  const { db, authority } = services
  const pickup = await db.inWorkspace(run.workspaceId, async (tx) => await tx.row(selectPickup(run.workspaceId, run.id)))
  if (!pickup) return 'gone'
  const place = { id: run.workspaceId, slug: pickup.workspace }
  return await whyIllegitimate(pickup, { requires }, async (initiator) => await authority.ofPrincipal(place, initiator))
}

/** That the queue gave the job to this process says that whoever had it before has it no more. */
function stepsTo(run: ObservedRow, word: JobWord, start: FollowStep & { readonly kind: 'start' }): FollowStep[] {
  if (run.status === 'queued') return [start]
  // Only seen to run, by whoever follows the queue: it is this very attempt.
  if (run.trackedBy === null && run.attempt >= word.attempt && start.tracked) return [{ kind: 'take', tracked: start.tracked }]
  return [{ kind: 'requeue', failure: null, diagnostics: null, delayMs: 0 }, start]
}

/** Its operation, made now if nobody has told of the job before, or if the one before was closed while its queue still had it. */
async function adopted(services: Services, mirror: Mirror, source: QueueSource, word: JobWord): Promise<ObservedRow | undefined> {
  const known = await knownJob(services, source, word)
  if (known && (known.status !== 'completed' || !known.reconciled)) return known
  const clock = await services.db.asSystem(async (tx) => await tx.row(selectClock()))
  if (!clock) throw new Error('The database has a clock.')
  // As it waited until a moment ago: that it begins is said next, by whom it was given to. Of a life that was closed, the attempt is a new one.
  const waiting: JobWord = {
    ...word,
    state: 'waiting',
    attempt: known ? Math.max(word.attempt - 1, known.attempt) : Math.max(0, word.attempt - 1),
  }
  await mirror.apply([ledgerWord(source, waiting, 0)], { askedAt: clock.now, adoptedAt: clock.now, certain: true })
  return await knownJob(services, source, word)
}
