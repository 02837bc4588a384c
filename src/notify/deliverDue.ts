import { SYSTEM } from '../access/actor.ts'
import { systemScope } from '../access/grants.ts'
import type { Scope } from '../access/scope.ts'
import type { Tx } from '../db/database.ts'
import { getRuns } from '../ledger/getRun.ts'
import { messageBody } from './messageBody.ts'
import type { DeliveryServices } from './services.ts'
import { sendMessage, type SendResult } from './sendMessage.ts'
import { settleAttempt } from './settleAttempt.ts'
import { signedHeaders } from './signing.ts'
import { selectSecrets } from './sql/secrets.ts'
import { claimDeliveries, keepBody, selectWorkspacesDue, type ClaimedRow } from './sql/sending.ts'
import type { WebhookTargets } from './target.ts'

export interface DeliveryOptions {
  readonly services: DeliveryServices
  readonly targets: WebhookTargets
  /** From looking up the name to the last byte of the answer; default 15 s. */
  readonly timeoutMs?: number
  /** Fires when answers are not waited for any longer. */
  readonly signal: AbortSignal
}

/** What one process has under way. */
export interface Desk {
  /** Takes what is due, as much as there is room for, and begins to send it. Answers how many. */
  begin(): Promise<number>
  /** The next answer, whichever it is; at once while nothing is under way. */
  answered(): Promise<void>
  /** Everything that was begun has been answered, or given back. */
  settled(): Promise<void>
}

const TIMEOUT_MS = 15_000
/** Beyond the timeout: time to render, sign and write down. Shorter, a slow process sends twice; longer, a dead one delays. */
const LEASE_BEYOND_TIMEOUT_MS = 30_000
const AT_ONCE = 32
const AT_ONCE_PER_ENDPOINT = 4

interface Letter extends ClaimedRow {
  readonly keys: readonly Buffer[]
  readonly text: string
}

export function openDesk({ services, targets, signal, timeoutMs = TIMEOUT_MS }: DeliveryOptions): Desk {
  const underWay = new Set<Promise<void>>()
  const perEndpoint = new Map<number, number>()

  async function deliver(scope: Scope, letter: Letter): Promise<void> {
    const headers = signedHeaders(letter.keys, letter.messageId, letter.at, letter.text)
    const sending = { targets, clock: services.clock, timeoutMs, signal }
    const result: SendResult = await sendMessage({ url: letter.url, headers, body: letter.text }, sending)
    await settleAttempt(services, scope, letter, result)
  }

  function begin(scope: Scope, letter: Letter): void {
    const key = letter.endpointId
    perEndpoint.set(key, (perEndpoint.get(key) ?? 0) + 1)
    const delivering = deliver(scope, letter)
      .catch((error: unknown) => {
        // Nothing was written down, so the lease runs out and somebody sends it again.
        services.log.error(
          { err: error, workspace: scope.workspace.slug, delivery: letter.id },
          'the answer to a webhook could not be written down',
        )
      })
      .finally(() => {
        underWay.delete(delivering)
        const left = (perEndpoint.get(key) ?? 1) - 1
        if (left === 0) perEndpoint.delete(key)
        else perEndpoint.set(key, left)
      })
    underWay.add(delivering)
  }

  return {
    begin: async () => {
      if (underWay.size >= AT_ONCE) return 0
      const workspaces = await services.db.asSystem(async (tx) => await tx.rows(selectWorkspacesDue()))
      let begun = 0
      for (const workspace of workspaces) {
        const room = AT_ONCE - underWay.size
        if (room <= 0 || signal.aborted) break
        const scope = systemScope(workspace, SYSTEM)
        // One more may be under way to an endpoint than is allowed, and then it is left alone until there is room again.
        const busy = [...perEndpoint].filter(([, sending]) => sending >= AT_ONCE_PER_ENDPOINT).map(([endpoint]) => endpoint)
        const claim = { limit: room, perEndpoint: AT_ONCE_PER_ENDPOINT, busy, leaseMs: timeoutMs + LEASE_BEYOND_TIMEOUT_MS }
        const letters = await take(services, scope, claim)
        for (const letter of letters) begin(scope, letter)
        begun += letters.length
      }
      return begun
    },
    answered: async () => {
      if (underWay.size > 0) await Promise.race(underWay)
    },
    settled: async () => {
      while (underWay.size > 0) await Promise.all(underWay)
    },
  }
}

/** Claimed, rendered where it is the first time, and ready to be signed. */
async function take(services: DeliveryServices, scope: Scope, claim: Parameters<typeof claimDeliveries>[1]): Promise<Letter[]> {
  const observation = await services.observer.observe()
  const workspaceId = scope.workspace.id
  const written = await services.db.inWorkspace(workspaceId, async (tx) => {
    const claimed = await tx.rows(claimDeliveries(workspaceId, claim))
    const runIds = claimed.flatMap(({ body, runId }) => (body === null && runId !== null ? [runId] : []))
    const judged = runIds.length === 0 ? [] : await getRuns(tx, scope, observation, [...new Set(runIds)])
    const byId = new Map(judged.map((each) => [each.run.id, each]))
    const texts: { readonly row: ClaimedRow; readonly text: string }[] = []
    for (const row of claimed) {
      const text = row.body ?? (await render(tx, scope, row, row.runId === null ? null : byId.get(row.runId)))
      if (text !== null) texts.push({ row, text })
    }
    return texts
  })
  if (written.length === 0) return []
  const endpointIds = [...new Set(written.map(({ row }) => row.endpointId))]
  const secrets = await services.db.asSystem(async (tx) => await tx.rows(selectSecrets(workspaceId, endpointIds)))
  return written.flatMap(({ row, text }) => {
    const keys = secrets.filter(({ endpointId }) => endpointId === row.endpointId).map(({ secret }) => secret)
    // Removed a moment ago, and the delivery with it.
    return keys.length === 0 ? [] : [{ ...row, text, keys }]
  })
}

/** Null: retention is just taking the operation, and the delivery with it. */
async function render(
  tx: Tx,
  scope: Scope,
  row: ClaimedRow,
  judged: Parameters<typeof messageBody>[3] | undefined,
): Promise<string | null> {
  if (judged === undefined) return null
  const text = messageBody(row.event, row.createdAt, scope.workspace.slug, judged)
  await tx.row(keepBody(scope.workspace.id, row.id, text))
  return text
}
