import type { WireWebhook } from '../../../../../src/http/contract.ts'
import { Instant } from '../../../components/Instant.tsx'
import { webhookStanding } from '../../../model/webhookWords.ts'

/** Said in words first; the tone only underlines it. */
export function WebhookStanding({ webhook, nowMs }: { readonly webhook: WireWebhook; readonly nowMs: number }) {
  switch (webhookStanding(webhook)) {
    case 'enabled':
      return 'Enabled'
    case 'failing':
      return (
        <span className="text-stale">
          Nothing accepted since <Instant at={webhook.failingSince} nowMs={nowMs} />
        </span>
      )
    case 'disabled':
      return (
        <>
          <span className="text-lost block">
            Disabled <Instant at={webhook.disabledAt} nowMs={nowMs} />
          </span>
          <span className="text-small text-quiet block break-words">{webhook.disabledReason}</span>
        </>
      )
  }
}
