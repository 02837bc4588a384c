import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import type { WireDelivery, WireWebhook } from '../../../../../src/http/contract.ts'
import { apiUrl, inWorkspace, post } from '../../../api/client.ts'
import { keys } from '../../../api/keys.ts'
import { webhookLogQuery } from '../../../api/webhookQueries.ts'
import { Button } from '../../../components/Button.tsx'
import { Instant } from '../../../components/Instant.tsx'
import { Loading, Refused } from '../../../components/PageState.tsx'
import { useNow } from '../../../components/useNow.ts'
import { pages } from '../../../model/pages.ts'
import { usePlace } from '../../../model/place.ts'
import { eventWords } from '../../../model/webhookWords.ts'
import { ACTIONS, FoldingTable } from '../FoldingTable.tsx'
import { useDeed } from '../useDeed.ts'
import { DeliveryState } from './DeliveryState.tsx'

const OFTEN_MS = 5_000

/** Every message of the last days, newest first, with each attempt to send it. */
export function WebhookLog({ webhook }: { readonly webhook: WireWebhook }) {
  const { slug } = usePlace()
  const log = useInfiniteQuery(webhookLogQuery(slug, webhook.id))
  const nowMs = useNow(OFTEN_MS)
  const rows = log.data?.pages.flatMap((page) => page.deliveries)
  return (
    <section className="mt-8">
      <h3 className="font-semibold">Messages</h3>
      {rows === undefined ? (
        log.error === null ? (
          <Loading what="the log" />
        ) : (
          <Refused error={log.error} retry={() => void log.refetch()} />
        )
      ) : rows.length === 0 ? (
        <p className="text-quiet mt-2 max-w-[72ch]">
          Nothing was sent in the last seven days, and nothing waits to be. A test message shows whether it arrives.
        </p>
      ) : (
        <FoldingTable
          caption="Messages, newest first"
          rows={rows}
          keyOf={({ id }) => id}
          columns={[
            { title: 'When', width: 'w-[14%]', cell: ({ createdAt }) => <Instant at={createdAt} nowMs={nowMs} as="moment" /> },
            { title: 'What', width: 'w-[30%]', cell: (delivery) => <Told delivery={delivery} workspace={slug} /> },
            { title: 'How it went', width: 'w-[42%]', cell: (delivery) => <DeliveryState delivery={delivery} nowMs={nowMs} /> },
            {
              title: ACTIONS,
              width: 'w-[14%]',
              cell: (delivery) => (webhook.enabled && !delivery.underWay ? <SendAgain delivery={delivery} webhookId={webhook.id} /> : null),
            },
          ]}
        />
      )}
      {log.hasNextPage ? (
        <Button className="mt-4" disabled={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
          Show earlier messages
        </Button>
      ) : null}
    </section>
  )
}

function Told({ delivery: { event, runId, messageId }, workspace }: { readonly delivery: WireDelivery; readonly workspace: string }) {
  return (
    <>
      {eventWords(event)}
      {runId === null ? null : (
        <>
          {' '}
          <Link href={pages.operation(workspace, runId)} className="underline">
            operation #{runId}
          </Link>
        </>
      )}
      <span className="text-small text-quiet block font-mono break-all">{messageId}</span>
    </>
  )
}

function SendAgain({ delivery: { id, state, messageId }, webhookId }: { readonly delivery: WireDelivery; readonly webhookId: string }) {
  const { slug } = usePlace()
  const send = useDeed({
    act: async () => await post(apiUrl(inWorkspace(slug, `/webhooks/deliveries/${encodeURIComponent(id)}/send-again`))),
    renews: [keys.webhookLog(slug, webhookId)],
    said: () => 'The message is on its way.',
    done: () => {},
  })
  return (
    <span className="-ms-4 flex flex-col md:items-end">
      <Button weight="quiet" disabled={send.isPending} onClick={() => send.mutate(undefined)}>
        {state === 'due' ? 'Send now' : 'Send again'}
        <span className="sr-only"> {messageId}</span>
      </Button>
      {send.error === null ? null : (
        <span role="alert" className="text-small text-lost ms-4">
          {send.error.message}
        </span>
      )}
    </span>
  )
}
