import { RuntruthError } from '../../errors.ts'
import type { Services } from '../../work/services.ts'
import { checkClock } from './checkClock.ts'
import { checkQueues } from './checkQueues.ts'
import { checkReconciler } from './checkReconciler.ts'
import { checkRowSecurity } from './checkRowSecurity.ts'
import { checkSchema } from './checkSchema.ts'
import { checkServer } from './checkServer.ts'
import { checkSessions } from './checkSessions.ts'
import { checkSources } from './checkSources.ts'
import { checkWebhooks } from './checkWebhooks.ts'
import { checkWorkers } from './checkWorkers.ts'
import { problem, type Check, type Finding } from './finding.ts'

export interface DoctorReport {
  /** By the database's clock. */
  readonly asOf: string
  readonly findings: readonly Finding[]
}

type Look = (services: Services) => Promise<readonly Finding[]>

const LOOKS: readonly (readonly [Check, Look])[] = [
  ['row_security', checkRowSecurity],
  ['clock', checkClock],
  ['server', checkServer],
  ['sessions', checkSessions],
  ['workers', checkWorkers],
  ['queues', checkQueues],
  ['sources', checkSources],
  ['reconciler', checkReconciler],
  ['webhooks', checkWebhooks],
]

/** Looks at everything, changes nothing. A schema that does not fit ends the examination: the other questions would have no meaning. */
export async function runDoctor(services: Services): Promise<DoctorReport> {
  // First, because it says best why there is nothing to be examined.
  const schema = await checkSchema(services.db.url)
  const { rows } = await services.db.asOwner('select clock_timestamp() as "asOf"')
  // The statement names its one column.
  const [{ asOf }] = rows as [{ asOf: Date }]
  const findings = [...schema]
  if (schema.every(({ state }) => state !== 'problem')) {
    for (const [check, look] of LOOKS) findings.push(...(await examined(check, services, look)))
  }
  return { asOf: asOf.toISOString(), findings }
}

/** One question that cannot be asked is a finding of its own and does not silence the others. */
async function examined(check: Check, services: Services, look: Look): Promise<readonly Finding[]> {
  try {
    return await look(services)
  } catch (error) {
    if (error instanceof RuntruthError && error.code === 'database_unavailable') throw error
    services.log.debug({ err: error, check }, 'a check could not be made')
    return [
      problem(check, 'This could not be looked at.', 'Run it as the user that migrated the database; LOG_LEVEL=debug says why it failed.'),
    ]
  }
}
