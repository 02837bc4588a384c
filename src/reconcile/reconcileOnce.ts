import { RECONCILER } from '../access/actor.ts'
import { systemScope } from '../access/grants.ts'
import { isDatabaseAway } from '../db/databaseErrors.ts'
import type { JudgedRun } from '../ledger/judgedRun.ts'
import { selectOpenAmong } from '../ledger/sql/selectOpenAmong.ts'
import { selectOpenWorkspaces } from '../ledger/sql/selectOpenWorkspaces.ts'
import { SETTLE_AFTER_MS } from '../truth/lifecyclePolicy.ts'
import type { DomainAdapter } from './adapters/contract.ts'
import { createAdapterDesk, type AdapterDesk } from './adapterDesk.ts'
import type { Concluded } from './conclusion.ts'
import { concludeRun, type ConcludeOptions } from './concludeRun.ts'
import { createLook, type Look } from './look.ts'
import { openRunPages } from './openRunPages.ts'
import { planRun } from './planRun.ts'
import type { ReconcileServices } from './services.ts'
import type { Sightings } from './sightings.ts'

export interface SweepOptions {
  readonly services: ReconcileServices
  readonly adapters: readonly DomainAdapter[]
  /** What this reconciler has seen before; without a look before, nothing orphaned is ever due. */
  readonly sightings: Sightings
  /** Says what would be concluded and writes nothing. */
  readonly dryRun?: boolean
  /** Milliseconds an orphaned run stays under observation; default 5 s. */
  readonly settleAfterMs?: number
  /** Conclude at most so many; the rest is due again with the next sweep. */
  readonly limit?: number
  /** Ends the sweep between two conclusions. */
  readonly signal?: AbortSignal
  /** Milliseconds an adapter has to answer; default 5 s. */
  readonly adapterAnswersWithinMs?: number
}

export interface Sweep {
  /** When the sweep began, by the database's clock. */
  readonly asOf: Date
  /** Open runs that were judged. */
  readonly looked: number
  readonly concluded: readonly Concluded[]
  /** Orphaned runs that wait for a second look. */
  readonly awaitingSecondLook: number
}

/** Pages are judged with an observation at most this old, so that a long sweep does not judge its end by its beginning. */
const LOOK_SHARED_MS = 1_000
/**
 * Conclusions written within this time share one observation of the workers. Each of them still locks its run, reads it
 * anew and compares attempt and lease; the observation is what each would have made a moment earlier. Longer: a worker may
 * be back. Shorter: a thousand conclusions read pg_locks a thousand times.
 */
const CONCLUSION_SHARES_LOOK_MS = 250
const AT_ONCE = 4
const BATCH = 50
/** Past its window a run may stay open for long; its records are not read again every second. */
const ASK_ADAPTER_EVERY_MS = 60_000

/** One look at everything open in every workspace, and every conclusion that is due. Safe to run any number of times at once. */
export async function reconcileOnce(options: SweepOptions): Promise<Sweep> {
  const { services, sightings } = options
  const settleAfterMs = options.settleAfterMs ?? SETTLE_AFTER_MS
  const dryRun = options.dryRun ?? false
  const limit = options.limit ?? Number.POSITIVE_INFINITY
  const look = createLook(services, sightings)
  const desk = createAdapterDesk({
    adapters: options.adapters,
    log: services.log,
    ...(options.adapterAnswersWithinMs === undefined ? {} : { answerWithinMs: options.adapterAnswersWithinMs }),
  })
  const { asOf } = await look.within(0)
  const concluded: Concluded[] = []
  let looked = 0
  let awaitingSecondLook = 0
  const isOver = () => options.signal?.aborted === true || concluded.length >= limit

  const workspaces = await services.db.asSystem(async (tx) => await tx.rows(selectOpenWorkspaces()))
  for (const workspace of workspaces) {
    const scope = systemScope(workspace, RECONCILER)
    for await (const page of openRunPages(services.db, scope, async () => await look.within(LOOK_SHARED_MS))) {
      const due: JudgedRun[] = []
      for (const judged of page) {
        looked += 1
        const plan = planRun(workspace.id, judged, sightings, settleAfterMs)
        if (plan.action === 'close' || isWorthAsking(services, desk, sightings, workspace.id, judged)) due.push(judged)
        else if (judged.verdict.freshness === 'orphaned') awaitingSecondLook += 1
      }
      const settings = { services, scope, sightings, settleAfterMs, dryRun }
      for (const batch of batchesOf(startingAnywhere(due))) {
        if (isOver()) return { asOf, looked, concluded, awaitingSecondLook }
        concluded.push(...(await concludeBatch(settings, desk, look, batch.slice(0, limit - concluded.length))))
      }
      if (isOver()) return { asOf, looked, concluded, awaitingSecondLook }
    }
  }
  sightings.endSweep()
  return { asOf, looked, concluded, awaitingSecondLook }
}

/** Long before the rules would close a suspected run, its records may prove that it is done. */
function isWorthAsking(
  services: ReconcileServices,
  desk: AdapterDesk,
  sightings: Sightings,
  workspaceId: number,
  judged: JudgedRun,
): boolean {
  if (judged.verdict.freshness !== 'likely_stale' || !desk.has(judged.run.type)) return false
  return sightings.mayAsk(workspaceId, judged, services.clock.monotonicMs(), ASK_ADAPTER_EVERY_MS)
}

async function concludeBatch(settings: ConcludeOptions, desk: AdapterDesk, look: Look, batch: readonly JudgedRun[]): Promise<Concluded[]> {
  const { services, scope } = settings
  const workspaceId = scope.workspace.id
  const ids = batch.map(({ run }) => run.id)
  const rows = await services.db.inWorkspace(workspaceId, async (tx) => await tx.rows(selectOpenAmong(workspaceId, ids)))
  const inputs = new Map(rows.map((row) => [row.id, row.input]))
  const stillOpen = batch.filter(({ run }) => inputs.has(run.id))
  const concluded: Concluded[] = []

  async function concludeNext(): Promise<void> {
    for (let judged = stillOpen.pop(); judged; judged = stillOpen.pop()) {
      try {
        const answer = await desk.ask(scope.workspace.slug, judged, inputs.get(judged.run.id))
        const result = await concludeRun(settings, judged, await look.within(CONCLUSION_SHARES_LOOK_MS), answer)
        if (result) concluded.push(result)
      } catch (error) {
        // Without the database nothing more can be concluded; anything else concerns this run only.
        if (isDatabaseAway(error)) throw error
        services.log.error(
          { err: error, workspace: scope.workspace.slug, runId: judged.run.id },
          'a run could not be reconciled; it is tried again',
        )
      }
    }
  }

  const lanes = await Promise.allSettled(Array.from({ length: AT_ONCE }, concludeNext))
  for (const lane of lanes) if (lane.status === 'rejected') throw lane.reason
  for (const { workspace, runId, type, attempt, action, reason, rule } of settings.dryRun ? [] : concluded) {
    services.log.info({ workspace, runId, type, attempt, action, reason, rule }, 'reconciled')
  }
  return concluded
}

/** Several reconcilers with the same work begin at different places, and so rarely meet. */
function startingAnywhere<T>(items: readonly T[]): T[] {
  const start = Math.floor(Math.random() * items.length)
  return [...items.slice(start), ...items.slice(0, start)]
}

function* batchesOf<T>(items: readonly T[]): Generator<T[]> {
  for (let from = 0; from < items.length; from += BATCH) yield items.slice(from, from + BATCH)
}
