import type { Scope } from '../access/scope.ts'
import { recordAct } from '../access/audit.ts'
import type { Tx } from '../db/database.ts'
import { formatAge } from '../truth/durations.ts'
import { nextTryInMs } from './retries.ts'
import type { DeliveryServices } from './services.ts'
import type { SendResult } from './sendMessage.ts'
import { disableEndpoint, markAccepting, markRefusing } from './sql/endpoints.ts'
import { endAttempt, giveUp, markDelivered, retryLater, type ClaimedRow } from './sql/sending.ts'

/** Nothing accepted for so long: nobody is there any more, and every end of an operation would be sent there eight times. */
const DISABLED_AFTER_MS = 3 * 86_400_000
/** By the specification: the receiver wants nothing more. */
const GONE = 410

/** Writes down how an attempt went and what follows from it, in one transaction. */
export async function settleAttempt({ db, log }: DeliveryServices, scope: Scope, sent: ClaimedRow, result: SendResult): Promise<void> {
  const workspaceId = scope.workspace.id
  await db.inWorkspace(workspaceId, async (tx) => {
    await tx.row(endAttempt(workspaceId, sent.id, sent.attempt, result))
    if (result.accepted) {
      await tx.row(markDelivered(workspaceId, sent.id))
      await tx.row(markAccepting(workspaceId, sent.endpointId))
      return
    }
    const error = result.error ?? ''
    const waitMs = result.interrupted ? 0 : nextTryInMs(sent.tried, result.retryAfterMs, Math.random())
    if (waitMs === null) await tx.row(giveUp(workspaceId, sent.id, sent.lease, `Not accepted after ${sent.tried} tries. ${error}`))
    else await tx.row(retryLater(workspaceId, sent.id, sent.lease, waitMs, !result.interrupted))
    if (!result.interrupted) await disableWhereUseless(tx, scope, sent, result)
  })
  const { accepted, status, durationMs } = result
  // Never the whole address: it may carry a secret of the receiver.
  const told = { workspace: scope.workspace.slug, webhook: sent.endpointId, delivery: sent.id, attempt: sent.attempt, status, durationMs }
  if (accepted) log.debug(told, 'a webhook was accepted')
  else log.info({ ...told, error: result.error }, 'a webhook was not accepted')
}

async function disableWhereUseless(tx: Tx, scope: Scope, sent: ClaimedRow, { status, error }: SendResult): Promise<void> {
  const workspaceId = scope.workspace.id
  const refusing = await tx.row(markRefusing(workspaceId, sent.endpointId))
  if (!refusing) return
  const reason =
    status === GONE
      ? 'Disabled because the receiver answered 410 Gone.'
      : refusing.failingForMs >= DISABLED_AFTER_MS
        ? `Disabled because nothing was accepted for ${formatAge(refusing.failingForMs)}. The last: ${error ?? ''}`
        : null
  if (reason === null || !(await tx.row(disableEndpoint(workspaceId, sent.endpointId, reason)))) return
  await recordAct(tx, scope, 'webhook_disabled', { webhook: String(sent.endpointId), name: new URL(sent.url).host, reason })
}
