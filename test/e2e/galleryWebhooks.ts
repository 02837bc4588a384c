import type pg from 'pg'
import type { FixtureWorkspace } from '../support/fixture.ts'
import { insertDelivery, insertWebhook } from '../support/webhookFactories.ts'

/** A webhook in every state, one of them with a message in every state. Answers the ids of the one that fails and the one that is disabled. */
export async function hangWebhooks(
  owner: pg.Pool,
  workspace: FixtureWorkspace,
  runId: string,
): Promise<{ failing: string; disabled: string }> {
  const [tenantId = 0] = Object.values(workspace.tenants)
  await insertWebhook(owner, workspace, { url: 'https://hooks.example/runtruth', description: 'Tickets' })
  const failing = await insertWebhook(owner, workspace, {
    url: `https://events.example/in/${'a-very-long-path/'.repeat(6)}`,
    tenantIds: [tenantId],
    failingForMs: 7_200_000,
  })
  await insertDelivery(owner, workspace, failing, { runId, state: 'delivered', attempts: 2 })
  await insertDelivery(owner, workspace, failing, { attempts: 8, error: 'No answer within 15 s.' })
  await insertDelivery(owner, workspace, failing, { state: 'due', attempts: 3, error: 'The certificate of the host has expired.' })
  await insertDelivery(owner, workspace, failing, { state: 'due', attempts: 0 })
  const disabled = await insertWebhook(owner, workspace, {
    url: 'https://old.example/',
    disabledReason: 'Disabled because nothing was accepted for 3 d. The last: The name of the host is not known.',
  })
  return { failing, disabled }
}
