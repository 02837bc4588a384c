import { systemScope } from '../../access/grants.ts'
import { isDatabaseAway } from '../../db/databaseErrors.ts'
import type { Clock } from '../../clock.ts'
import type { Database } from '../../db/database.ts'
import type { Log } from '../../log.ts'
import { followJob, sourceActor, type FollowStep } from '../../ledger/followJob.ts'
import { mirrorJobs, type ObservedDraft } from '../../ledger/mirrorJobs.ts'
import { admitJobs, refuseJobs } from '../../ledger/sql/sources.ts'
import { selectObserved, type ObservedRow } from '../../ledger/sql/selectObserved.ts'
import { touchObserved, type ObservedTouch } from '../../ledger/sql/touchObserved.ts'
import type { AbsentJob, JobRef, JobWord, QueueSource } from '../contract.ts'
import { assignJob } from './assignJob.ts'
import { draftOf, type Life } from './draftOf.ts'
import { planFollow, type Asked } from './planFollow.ts'
import { createPlaces } from './placesOf.ts'
import { touchOf } from './touchOf.ts'

export interface MirrorServices {
  readonly db: Database
  readonly clock: Clock
  readonly log: Log
}

/** By the ledger's clock. */
export interface Heard extends Asked {
  /** Jobs that ended before are history. */
  readonly adoptedAt: Date
}

/** Brings the ledger to what a queue says. Safe to run any number of times, at once, and with words that are old. */
export interface Mirror {
  /** Words by the ledger's clock. */
  apply(words: readonly (JobWord | AbsentJob)[], heard: Heard): Promise<void>
}

/** What one workspace has to write down of a batch. */
interface Batch {
  readonly drafts: ObservedDraft[]
  readonly moves: { readonly run: ObservedRow; readonly steps: readonly FollowStep[] }[]
  readonly touches: ObservedTouch[]
}

const DAY_MS = 86_400_000

export function createMirror(services: MirrorServices, source: QueueSource): Mirror {
  const { db, log } = services
  const places = createPlaces(services)

  async function write(workspaceId: number, batch: Batch): Promise<void> {
    // Who writes, not where to: nothing of what is written here names the workspace.
    const scope = systemScope({ id: workspaceId, slug: '' }, sourceActor(source.name))
    await db.inWorkspace(workspaceId, async (tx) => {
      await Promise.all([
        mirrorJobs(tx, scope, source.name, batch.drafts),
        ...batch.moves.map(async ({ run, steps }) => await followJob(tx, scope, source.name, run, steps)),
        ...(batch.touches.length === 0 ? [] : [tx.rows(touchObserved(workspaceId, batch.touches))]),
      ])
    })
  }

  /** One job that cannot be stored must not keep the others of its batch from being told. */
  async function writeWhatCan(workspaceId: number, batch: Batch): Promise<void> {
    try {
      await write(workspaceId, batch)
    } catch (error) {
      if (isDatabaseAway(error)) throw error
      const parts = divide(batch)
      if (parts === null) {
        const [job] = [...batch.drafts.map(({ queueJobId }) => queueJobId), ...batch.moves.map(({ run }) => run.queueJobId)]
        log.error({ err: error, source: source.name, job }, 'what a queue says about a job could not be stored')
        return
      }
      for (const part of parts) await writeWhatCan(workspaceId, part)
    }
  }

  return {
    apply: async (words, { askedAt, adoptedAt, certain = false }) => {
      if (words.length === 0) return
      const known = new Map(
        (await db.asSystem(async (tx) => await tx.rows(selectObserved(source.name, words)))).map((row) => [
          keyOf({ queue: row.queueName, id: row.queueJobId, key: row.queueJobKey }),
          row,
        ]),
      )
      const batches = new Map<number, Batch>()
      const refused: (JobRef & { reason: string })[] = []
      const admitted: JobRef[] = []
      const batchOf = (workspaceId: number): Batch => {
        const there = batches.get(workspaceId)
        if (there) return there
        const batch: Batch = { drafts: [], moves: [], touches: [] }
        batches.set(workspaceId, batch)
        return batch
      }
      const adopt = async (word: JobWord, life: Life): Promise<void> => {
        const assigned = await assignJob(source, places, word)
        if (assigned.kind === 'not_followed') return
        if (assigned.kind === 'refused')
          return void refused.push({ queue: word.queue, id: word.id, key: word.key, reason: assigned.reason })
        const { mapping, place, tenantId } = assigned
        const ended = word.endedAt !== null && (word.state === 'completed' || word.state === 'failed' || word.state === 'cancelled')
        // What retention would drop tomorrow, or has dropped already, does not come back.
        if (ended && askedAt.getTime() - word.endedAt.getTime() > place.workspace.retentionDays * DAY_MS) return
        batchOf(place.workspace.id).drafts.push(draftOf(word, mapping, place, tenantId, adoptedAt, life))
        admitted.push(word)
      }
      for (const word of unique(words)) {
        const run = known.get(keyOf(word))
        if (!run) {
          if (word.state !== 'absent') await adopt(word, { life: 1, retryOf: null })
          continue
        }
        const plan = planFollow(run, word, { askedAt, certain })
        if (plan.kind === 'reborn') {
          if (word.state !== 'absent') await adopt(word, { life: run.life + 1, retryOf: run.id })
          continue
        }
        const batch = batchOf(run.workspaceId)
        if (plan.steps.length > 0) batch.moves.push({ run, steps: plan.steps })
        else if (word.state !== 'absent') {
          const touch = touchOf(run, word)
          if (touch !== null) batch.touches.push(touch)
        }
      }
      for (const [workspaceId, batch] of batches) {
        if (sizeOf(batch) > 0) await writeWhatCan(workspaceId, batch)
      }
      if (refused.length > 0) {
        const fresh = await db.asSystem(async (tx) => await tx.rows(refuseJobs(source.name, refused)))
        if (fresh.length > 0)
          log.warn(
            { source: source.name, jobs: fresh.length, reason: refused[0]?.reason },
            'jobs were refused: they belong to no workspace',
          )
      }
      if (admitted.length > 0) await db.asSystem(async (tx) => await tx.rows(admitJobs(source.name, admitted)))
    },
  }
}

function sizeOf({ drafts, moves, touches }: Batch): number {
  return drafts.length + moves.length + touches.length
}

/** By kind, then in halves; null: it cannot be divided any more. */
function divide(batch: Batch): readonly Batch[] | null {
  const none: Batch = { drafts: [], moves: [], touches: [] }
  const { drafts, moves, touches } = batch
  const kinds = [
    { ...none, drafts },
    { ...none, moves },
    { ...none, touches },
  ].filter((one) => sizeOf(one) > 0)
  if (kinds.length > 1) return kinds
  const half = Math.floor(sizeOf(batch) / 2)
  if (half === 0) return null
  return [
    { drafts: drafts.slice(0, half), moves: moves.slice(0, half), touches: touches.slice(0, half) },
    { drafts: drafts.slice(half), moves: moves.slice(half), touches: touches.slice(half) },
  ]
}

/** A batch may tell of a job twice; the later word is the newer one. */
function unique(words: readonly (JobWord | AbsentJob)[]): (JobWord | AbsentJob)[] {
  return [...new Map(words.map((word) => [keyOf(word), word])).values()]
}

/** A key names a life of one id, and is unique only beside it. */
function keyOf({ queue, id, key }: JobRef): string {
  return `${queue.length} ${id.length} ${queue} ${id} ${key}`
}
