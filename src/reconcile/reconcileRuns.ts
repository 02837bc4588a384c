import { setTimeout as delay } from 'node:timers/promises'
import type { Place } from '../access/grants.ts'
import { requireCapability, type Scope } from '../access/scope.ts'
import { isDatabaseAway } from '../db/databaseErrors.ts'
import { RuntruthError } from '../errors.ts'
import { getRuns } from '../ledger/getRun.ts'
import type { JudgedRun } from '../ledger/judgedRun.ts'
import { selectOpenAmong } from '../ledger/sql/selectOpenAmong.ts'
import type { ReconciliationReason } from '../truth/facts.ts'
import { SETTLE_AFTER_MS } from '../truth/lifecyclePolicy.ts'
import type { ReconciliationPlan } from '../truth/reconciliationPlan.ts'
import type { DomainAdapter } from './adapters/contract.ts'
import { createAdapterDesk, type AdapterDesk } from './adapterDesk.ts'
import { concludeRun } from './concludeRun.ts'
import type { Concluded, ReconcileAction } from './conclusion.ts'
import { createLook, type Look } from './look.ts'
import { planRun } from './planRun.ts'
import type { ReconcileServices } from './services.ts'
import { openSightings, type Sightings } from './sightings.ts'

export interface ReconcileRunsOptions {
  readonly services: ReconcileServices
  readonly adapters: readonly DomainAdapter[]
  readonly place: Place
  readonly scope: Scope
  readonly runIds: readonly string[]
  readonly dryRun?: boolean
  readonly settleAfterMs?: number
  readonly signal?: AbortSignal
}

export interface ReconcileAnswer {
  readonly asOf: string
  /** `left`: nothing was concluded, and `because` says why. */
  readonly action: ReconcileAction | 'left'
  readonly reason: ReconciliationReason | null
  readonly rule: string
  readonly because: string
  /** Left for now: when it would be closed if nothing else changes. */
  readonly dueAt: string | null
  /** The operation as it stands afterwards. */
  readonly operation: JudgedRun
}

interface Planned {
  readonly judged: JudgedRun
  readonly plan: ReconciliationPlan
}

/** Evidence that comes and goes is not looked at for ever: then the run is left to the sweep. */
const LOOKS = 4
/** As in a sweep: each conclusion still locks its run and reads it anew. */
const CONCLUSION_SHARES_LOOK_MS = 250
const AT_ONCE = 4

/**
 * "Reconcile now": the plan of the sweep, for named runs, at an operator's word and in the operator's name. What is orphaned
 * still gets its two looks, both made here and for all of them together, so a hundred take about as long as one. Nothing is
 * ever forced. What is out of reach has no answer, as if it were not there.
 */
export async function reconcileRuns(options: ReconcileRunsOptions): Promise<readonly ReconcileAnswer[]> {
  const { services, scope } = options
  const workspaceId = scope.workspace.id
  if (options.place.workspace.id !== workspaceId) throw new RuntruthError('internal', 'Place and scope are not of the same workspace.')
  const settleAfterMs = options.settleAfterMs ?? SETTLE_AFTER_MS
  const sightings = openSightings({ url: services.db.url, log: services.log })
  const look = createLook(services, sightings)
  const desk = createAdapterDesk({ adapters: options.adapters, log: services.log })
  const read = async (ids: readonly string[]): Promise<Planned[]> => {
    if (ids.length === 0) return []
    const observation = await look.within(0)
    const found = await services.db.inWorkspace(workspaceId, async (tx) => await getRuns(tx, scope, observation, ids))
    return found.map((judged) => ({ judged, plan: planRun(workspaceId, judged, sightings, settleAfterMs) }))
  }
  try {
    requireCapability(scope, 'operations.reconcile')
    const seen = new Map((await read([...new Set(options.runIds)])).map((planned) => [planned.judged.run.id, planned]))
    for (let looks = 1; looks < LOOKS; looks += 1) {
      const waiting = [...seen.values()].filter(awaitsAnotherLook)
      if (waiting.length === 0) break
      await delay(waitMs(waiting), undefined, options.signal ? { signal: options.signal } : {})
      for (const planned of await read(waiting.map(idOf))) seen.set(idOf(planned), planned)
    }
    const due = [...seen.values()].filter(
      ({ judged, plan }) => plan.action === 'close' || (judged.verdict.freshness === 'likely_stale' && desk.has(judged.run.type)),
    )
    const concluded = await concludeAll(options, { settleAfterMs, sightings, look, desk }, due)
    const dryRun = options.dryRun ?? false
    const changed = due.map(idOf).filter((id) => !(dryRun && concluded.has(id)))
    for (const planned of await read(changed)) seen.set(idOf(planned), planned)
    return options.runIds.flatMap((id, index) => {
      const planned = seen.get(id)
      return planned && options.runIds.indexOf(id) === index ? [answerOf(planned, concluded.get(id))] : []
    })
  } finally {
    await sightings.close()
  }
}

interface Bench {
  readonly settleAfterMs: number
  readonly sightings: Sightings
  readonly look: Look
  readonly desk: AdapterDesk
}

async function concludeAll(options: ReconcileRunsOptions, bench: Bench, due: readonly Planned[]): Promise<Map<string, Concluded>> {
  const { services, scope, dryRun = false } = options
  const { settleAfterMs, sightings, look, desk } = bench
  const concluded = new Map<string, Concluded>()
  if (due.length === 0) return concluded
  const rows = await services.db.inWorkspace(
    scope.workspace.id,
    async (tx) => await tx.rows(selectOpenAmong(scope.workspace.id, due.map(idOf))),
  )
  const inputs = new Map(rows.map(({ id, input }) => [id, input]))
  await look.within(0)
  const left = [...due]
  const concludeNext = async (): Promise<void> => {
    for (let next = left.pop(); next; next = left.pop()) {
      const { judged } = next
      try {
        const answer = await desk.ask(scope.workspace.slug, judged, inputs.get(judged.run.id))
        const settings = { services, scope, sightings, settleAfterMs, dryRun }
        const result = await concludeRun(settings, judged, await look.within(CONCLUSION_SHARES_LOOK_MS), answer)
        if (result) concluded.set(judged.run.id, result)
      } catch (error) {
        // Without the database nothing can be concluded; anything else concerns this run only, unless it is the only one.
        if (isDatabaseAway(error) || due.length === 1) throw error
        services.log.error({ err: error, workspace: scope.workspace.slug, runId: judged.run.id }, 'a run could not be reconciled')
      }
    }
  }
  const lanes = await Promise.allSettled(Array.from({ length: AT_ONCE }, concludeNext))
  for (const lane of lanes) if (lane.status === 'rejected') throw lane.reason
  return concluded
}

function answerOf({ judged, plan }: Planned, concluded: Concluded | undefined): ReconcileAnswer {
  if (concluded) {
    const { action, reason, rule, because, asOf } = concluded
    return { asOf, action, reason, rule, because, dueAt: null, operation: judged }
  }
  const { reason, rule, because } = plan
  const dueAt = plan.action === 'wait' ? plan.dueAt : null
  return { asOf: judged.verdict.asOf, action: 'left', reason, rule, because, dueAt, operation: judged }
}

function idOf({ judged }: Planned): string {
  return judged.run.id
}

function awaitsAnotherLook({ judged, plan }: Planned): boolean {
  return plan.action === 'wait' && judged.verdict.freshness === 'orphaned'
}

function waitMs(waiting: readonly Planned[]): number {
  const left = waiting.map(({ plan, judged }) => (plan.dueAt === null ? 0 : Date.parse(plan.dueAt) - Date.parse(judged.verdict.asOf)))
  // At least a moment, and a moment more than the plan says: the database's clock decides, and it must have moved.
  return Math.max(0, ...left) + 10
}
