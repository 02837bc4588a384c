import { setTimeout as delay } from 'node:timers/promises'
import type { Place } from '../access/grants.ts'
import { requireCapability, type Scope } from '../access/scope.ts'
import { RuntruthError } from '../errors.ts'
import { getRun } from '../ledger/getRun.ts'
import type { JudgedRun } from '../ledger/judgedRun.ts'
import { selectOpenAmong } from '../ledger/sql/selectOpenAmong.ts'
import { SETTLE_AFTER_MS } from '../truth/lifecyclePolicy.ts'
import type { ReconciliationReason } from '../truth/facts.ts'
import type { DomainAdapter } from './adapters/contract.ts'
import { createAdapterDesk } from './adapterDesk.ts'
import type { ReconcileAction } from './conclusion.ts'
import { concludeRun } from './concludeRun.ts'
import { createLook } from './look.ts'
import { planRun } from './planRun.ts'
import type { ReconcileServices } from './services.ts'
import { openSightings } from './sightings.ts'

export interface ReconcileRunOptions {
  readonly services: ReconcileServices
  readonly adapters: readonly DomainAdapter[]
  readonly place: Place
  readonly scope: Scope
  readonly runId: string
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

/** Evidence that comes and goes is not looked at for ever: then the run is left to the sweep. */
const LOOKS = 4

/**
 * "Reconcile now": the plan of the sweep, for one run, at an operator's word and in the operator's name. An orphaned run
 * still gets its two looks, both made here, so the answer takes as long as `settleAfterMs`. Nothing is ever forced.
 */
export async function reconcileRun(options: ReconcileRunOptions): Promise<ReconcileAnswer> {
  const { services, scope } = options
  const workspaceId = scope.workspace.id
  if (options.place.workspace.id !== workspaceId) throw new RuntruthError('internal', 'Place and scope are not of the same workspace.')
  const settleAfterMs = options.settleAfterMs ?? SETTLE_AFTER_MS
  const sightings = openSightings({ url: services.db.url, log: services.log })
  const look = createLook(services, sightings)
  const desk = createAdapterDesk({ adapters: options.adapters, log: services.log })
  const read = async () => {
    const observation = await look.within(0)
    return await services.db.inWorkspace(workspaceId, async (tx) => await getRun(tx, scope, observation, options.runId))
  }
  try {
    // Found before forbidden: what is out of reach is not told from what is not there.
    let judged = await read()
    requireCapability(scope, 'operations.reconcile')
    let plan = planRun(workspaceId, judged, sightings, settleAfterMs)
    for (let looks = 1; looks < LOOKS && plan.action === 'wait' && judged.verdict.freshness === 'orphaned'; looks += 1) {
      await delay(waitMs(plan.dueAt, judged.verdict.asOf), undefined, options.signal ? { signal: options.signal } : {})
      judged = await read()
      plan = planRun(workspaceId, judged, sightings, settleAfterMs)
    }
    if (plan.action === 'close' || (judged.verdict.freshness === 'likely_stale' && desk.has(judged.run.type))) {
      const { id } = judged.run
      const [row] = await services.db.inWorkspace(workspaceId, async (tx) => await tx.rows(selectOpenAmong(workspaceId, [id])))
      const answer = await desk.ask(scope.workspace.slug, judged, row?.input)
      const settings = { services, scope, sightings, settleAfterMs, dryRun: options.dryRun ?? false }
      const concluded = await concludeRun(settings, judged, await look.within(0), answer)
      if (concluded) {
        const { action, reason, rule, because, asOf } = concluded
        return { asOf, action, reason, rule, because, dueAt: null, operation: settings.dryRun ? judged : await read() }
      }
      judged = await read()
      plan = planRun(workspaceId, judged, sightings, settleAfterMs)
    }
    const { reason, rule, because, dueAt } = plan
    return {
      asOf: judged.verdict.asOf,
      action: 'left',
      reason,
      rule,
      because,
      dueAt: plan.action === 'wait' ? dueAt : null,
      operation: judged,
    }
  } finally {
    await sightings.close()
  }
}

function waitMs(dueAt: string | null, asOf: string): number {
  const leftMs = dueAt === null ? 0 : new Date(dueAt).getTime() - new Date(asOf).getTime()
  // At least a moment, and a moment more than the plan says: the database's clock decides, and it must have moved.
  return Math.max(leftMs, 0) + 10
}
