import { formatExactDuration } from '../../truth/durations.ts'
import type { Services } from '../../work/services.ts'
import { ok, problem, type Finding } from './finding.ts'

/** As far ahead as an instant may be and still count as now. A smaller limit cries wolf at ordinary drift; a larger one hides it until instants become unusable. */
const TOLERATED_MS = 5_000

/** This machine's clock against the database's. Verdicts use the database's only; logs and process timers are what suffers. */
export async function checkClock({ db, clock }: Services): Promise<readonly Finding[]> {
  // The first statement may open a connection; its round trip is no measure.
  await db.asOwner('select 1')
  const beforeMs = clock.now().getTime()
  const { rows } = await db.asOwner('select clock_timestamp() as at')
  const afterMs = clock.now().getTime()
  // The statement names its one column.
  const [{ at }] = rows as [{ at: Date }]
  const skewMs = Math.round((beforeMs + afterMs) / 2) - at.getTime()
  const apart = formatExactDuration(Math.abs(skewMs))
  if (Math.abs(skewMs) <= TOLERATED_MS) return [ok('clock', `This machine and the database agree on the time to within ${apart}.`)]
  const side = skewMs > 0 ? 'ahead of' : 'behind'
  return [
    problem(
      'clock',
      `This machine's clock is ${apart} ${side} the database's; expected at most ${formatExactDuration(TOLERATED_MS)}.`,
      'Let both machines follow one time service (NTP).',
    ),
  ]
}
