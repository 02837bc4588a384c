import { selectSending } from '../../notify/sql/selectSending.ts'
import { formatAge, formatExactDuration } from '../../truth/durations.ts'
import type { Services } from '../../work/services.ts'
import { note, ok, problem, type Finding } from './finding.ts'

/** What is due is taken within a second; a receiver that hangs holds up its own messages for some more. */
const TAKEN_WITHIN_MS = 120_000

/** Whether somebody sends what the ends of operations have left to be sent. */
export async function checkWebhooks({ db }: Services): Promise<readonly Finding[]> {
  const state = await db.asSystem(async (tx) => await tx.row(selectSending(TAKEN_WITHIN_MS)))
  if (!state || state.enabled === 0) return []
  const { enabled, failing, overdue, overdueForMs } = state
  const findings: Finding[] = []
  if (failing > 0) {
    findings.push(
      note(
        'webhooks',
        `${failing} of ${enabled} webhooks are refused by their receivers; each is tried again, and its settings page says why.`,
      ),
    )
  }
  if (overdueForMs === null) return [ok('webhooks', `Webhooks that are enabled: ${enabled}. No message is overdue.`), ...findings]
  const messages = overdue === 1 ? '1 message of webhooks is' : `${overdue} messages of webhooks are`
  return [
    problem(
      'webhooks',
      `${messages} overdue, the oldest for ${formatAge(overdueForMs)}; expected to be sent within ${formatExactDuration(TAKEN_WITHIN_MS)}.`,
      'A reconciler sends them. Start one, or another one where a single one does not keep up: runtruth reconcile',
    ),
    ...findings,
  ]
}
