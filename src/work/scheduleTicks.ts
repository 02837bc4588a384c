import { SYSTEM } from '../access/actor.ts'
import { findPlace, systemScope } from '../access/grants.ts'
import { selectWorkspaces } from '../access/sql/places.ts'
import { isRuntruthError } from '../errors.ts'
import type { ScheduleEntry, ScheduleTick } from '../sources/carrier.ts'
import type { OperationDefinition } from './defineOperation.ts'
import type { Services } from './services.ts'
import { startOperation } from './startOperation.ts'

const TICKS_AT_ONCE = 10
/** The queue's clock may be read a moment before the occurrence it announces. */
const CLOCK_DISAGREEMENT_MS = 2_000

/** Starts what has come due. A tick that this process cannot act on is given back for another to try. */
export async function actOnTicks(services: Services): Promise<void> {
  for (const tick of await services.queue.fetchTicks(TICKS_AT_ONCE)) {
    try {
      const acted = await actOnTick(services, tick)
      await services.queue.settleTick(tick.jobId, acted ? 'done' : 'give_back')
    } catch (error) {
      services.log.error({ err: error, type: tick.type }, 'a scheduled start failed; it is tried again')
      await services.queue.settleTick(tick.jobId, 'give_back')
    }
  }
}

/** False: this process does not know the type, as while an older release is still running beside a newer one. */
async function actOnTick(services: Services, tick: ScheduleTick): Promise<boolean> {
  const definition = services.registry.find(tick.type)
  if (!definition) return false
  const entry = scheduleEntry(definition)
  // The schedule was taken away after its tick was sent.
  if (!entry) return true
  const scheduleKey = scheduleKeyOf(services, entry, tick.noticedAt)
  if (scheduleKey === undefined) return true
  const workspaces = await services.db.asSystem(async (tx) => await tx.rows(selectWorkspaces()))
  let failed: unknown
  for (const { slug, state } of workspaces) {
    if (state !== 'active') continue
    await startIn(services, definition, slug, scheduleKey).catch((error: unknown) => {
      // One workspace must not keep the others from theirs; the tick comes again for the one that failed.
      failed ??= error
    })
  }
  if (failed !== undefined) throw failed instanceof Error ? failed : new Error('A scheduled start failed.', { cause: failed })
  return true
}

/**
 * Identity by schedule and minute: the occurrence the tick stands for, not the moment somebody acted on it. Two workers,
 * two deliveries, or a delivery in the next minute all mean the same start, and the database refuses the second.
 */
export function scheduleKeyOf(services: Pick<Services, 'queue'>, entry: ScheduleEntry, noticedAt: Date): string | undefined {
  const occurrence = services.queue.occurrenceBefore(entry, new Date(noticedAt.getTime() + CLOCK_DISAGREEMENT_MS))
  return occurrence && `${entry.type}@${occurrence.toISOString().slice(0, 16)}Z`
}

async function startIn(services: Services, definition: OperationDefinition, slug: string, scheduleKey: string): Promise<void> {
  const place = await findPlace(services.db, slug)
  if (!place || !definition.schedule) return
  const scope = systemScope(place.workspace, SYSTEM)
  const tenants =
    definition.schedule.per === 'workspace'
      ? [null]
      : place.tenants.filter((tenant) => tenant.state === 'operable').map((tenant) => tenant.slug)
  for (const tenant of tenants) {
    try {
      await startOperation(services, place, scope, { type: definition.type, tenant, scheduleKey })
    } catch (error) {
      // Another one is active, or the place was suspended a moment ago: this occurrence is answered by that.
      if (!isRuntruthError(error, 'scope_busy') && !isRuntruthError(error, 'blocked')) throw error
      services.log.info({ type: definition.type, workspace: slug, tenant, reason: error.message }, 'a scheduled start was not due')
    }
  }
}

function scheduleEntry(definition: OperationDefinition): ScheduleEntry | null {
  return definition.schedule && { type: definition.type, cron: definition.schedule.cron, timeZone: definition.schedule.timeZone }
}

/**
 * Puts the schedules of this release in force and removes those that nobody has any more. During a rolling deploy two
 * registries differ, so a process removes a schedule only if it knows the type and knows it to be unscheduled, or if no
 * registered worker serves the type; and since every worker repeats this, the newer release, which stays, has the last
 * word over an older one that was restarted in between.
 */
export async function putSchedulesInForce(services: Services): Promise<void> {
  const { queue, registry, observer } = services
  await queue.putSchedules(registry.all.flatMap((definition) => scheduleEntry(definition) ?? []))
  const inForce = await queue.scheduledTypes()
  const foreign = inForce.filter((type) => !registry.find(type))
  const obsolete = inForce.filter((type) => registry.find(type)?.schedule === null)
  if (foreign.length > 0) {
    const { workers } = await observer.observe()
    const served = new Set(
      [...workers.values()].filter((worker) => worker.stoppedAt === null && worker.sessionHeld).flatMap((worker) => worker.types),
    )
    obsolete.push(...foreign.filter((type) => !served.has(type)))
  }
  for (const type of obsolete) await queue.removeSchedule(type)
}
