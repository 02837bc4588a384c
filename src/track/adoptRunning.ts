import { systemScope } from '../access/grants.ts'
import { mirrorTracked } from '../ledger/mirrorJobs.ts'
import type { AttemptLease } from '../ledger/run.ts'
import { admitJobs, selectHasRefused } from '../ledger/sql/sources.ts'
import type { Scope } from '../access/scope.ts'
import type { JobWord, QueueSource } from '../sources/contract.ts'
import { assignJob } from '../sources/mirror/assignJob.ts'
import { draftOf } from '../sources/mirror/draftOf.ts'
import { createPlaces } from '../sources/mirror/placesOf.ts'
import type { Services } from '../work/services.ts'

export interface Tracked {
  readonly lease: string
  readonly worker: string
  readonly bootId: string
}

export interface Adopted {
  readonly at: AttemptLease
  readonly workspaceId: number
}

/**
 * Most jobs are heard of for the first time by the handler that has them: such a one becomes an operation that runs under a
 * lease of this process in one statement. Undefined: it is known already, or its mapping refuses it or asks for a check first,
 * and nothing was written.
 */
export type AdoptRunning = (word: JobWord, tracked: Tracked) => Promise<Adopted | undefined>

/** Jobs are rarely refused, and whether any was is asked so often at most. */
const REFUSED_ASKED_EVERY_MS = 5_000

export function createAdoption(services: Services, source: QueueSource): AdoptRunning {
  const { db, clock, log } = services
  const places = createPlaces(services)
  let askAgainAtMs = Number.NEGATIVE_INFINITY
  let mayBeRefused = true

  async function adopt(word: JobWord, tracked: Tracked): Promise<Adopted | undefined> {
    const assigned = await assignJob(source, places, word)
    if (assigned.kind !== 'assigned' || assigned.mapping.requires !== null) return undefined
    const { mapping, place, tenantId } = assigned
    const recoversAfterMs = word.recoversAfterMs === undefined ? source.recoversAfterMs : word.recoversAfterMs
    const running: JobWord = { ...word, state: 'active', beat: null, holders: [], counts: null, recoversAfterMs }
    const draft = { ...draftOf(running, mapping, place, tenantId, word.createdAt, { life: 1, retryOf: null }), tracked }
    const scope: Scope = systemScope(place.workspace, { kind: 'system', id: null, name: source.name })
    const added = await mirrorTracked(db, scope, source.name, draft)
    if (!added) return undefined
    // Nobody waits for it: at worst a job that was refused once is counted so until the next one comes.
    void admit(word).catch((error: unknown) => log.debug({ err: error, source: source.name }, 'a job that was refused stays counted'))
    return { at: { runId: added.id, attempt: draft.attempt, lease: tracked.lease }, workspaceId: place.workspace.id }
  }

  async function admit(word: JobWord): Promise<void> {
    const nowMs = clock.monotonicMs()
    if (nowMs >= askAgainAtMs) {
      askAgainAtMs = nowMs + REFUSED_ASKED_EVERY_MS
      mayBeRefused = (await db.asSystem(async (tx) => await tx.row(selectHasRefused(source.name))))?.any ?? true
    }
    if (mayBeRefused) await db.asSystem(async (tx) => await tx.rows(admitJobs(source.name, [word])))
  }

  return adopt
}
