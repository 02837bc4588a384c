import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useSearchParams } from 'wouter'
import type { WireWebhook } from '../../../../../src/http/contract.ts'
import { webhooksQuery } from '../../../api/webhookQueries.ts'
import { Button } from '../../../components/Button.tsx'
import { Loading, PageState, Refused } from '../../../components/PageState.tsx'
import { useNow } from '../../../components/useNow.ts'
import { pages } from '../../../model/pages.ts'
import { usePlace } from '../../../model/place.ts'
import { ACTIONS, FoldingTable } from '../FoldingTable.tsx'
import { reachWords } from '../reachWords.ts'
import { SectionHead } from '../SectionHead.tsx'
import { WebhookDialog } from './WebhookDialog.tsx'
import { WebhookPage } from './WebhookPage.tsx'
import { WebhookStanding } from './WebhookStanding.tsx'

const SLOWLY_MS = 30_000

/** All of them, or the one the address names, with its log. */
export function WebhooksSection() {
  const place = usePlace()
  const webhooks = useQuery(webhooksQuery(place.slug))
  const nowMs = useNow(SLOWLY_MS)
  const [search] = useSearchParams()
  const [creating, setCreating] = useState(false)
  if (webhooks.data === undefined) {
    return webhooks.error === null ? (
      <Loading what="the webhooks" />
    ) : (
      <Refused error={webhooks.error} retry={() => void webhooks.refetch()} />
    )
  }
  const rows = webhooks.data.webhooks
  const named = search.get('webhook')
  if (named !== null) return <WebhookPage key={named} webhook={rows.find(({ id }) => id === named) ?? null} />
  return (
    <section>
      <SectionHead title="Webhooks" action={<Button onClick={() => setCreating(true)}>Add a webhook</Button>}>
        Servers of yours that are told when an operation ends. Every message is signed, and tried again until it is accepted.
      </SectionHead>
      {rows.length === 0 ? (
        <PageState title="No webhooks yet">Nobody outside this console is told how operations end.</PageState>
      ) : (
        <FoldingTable
          caption="Webhooks"
          rows={rows}
          keyOf={({ id }) => id}
          isQuiet={({ enabled }) => !enabled}
          columns={[
            { title: 'Address', width: 'w-[40%]', cell: (webhook) => <Named webhook={webhook} /> },
            { title: 'Hears of', width: 'w-[20%]', cell: ({ tenants }) => <bdi>{reachWords(place, tenants)}</bdi> },
            { title: 'State', width: 'w-[26%]', cell: (webhook) => <WebhookStanding webhook={webhook} nowMs={nowMs} /> },
            {
              title: ACTIONS,
              width: 'w-[14%]',
              cell: ({ id, url }) => (
                <span className="flex md:justify-end">
                  <Link href={pages.webhook(place.slug, id)} className="inline-flex min-h-10 items-center underline">
                    Open log<span className="sr-only"> of {url}</span>
                  </Link>
                </span>
              ),
            },
          ]}
        />
      )}
      {creating ? <WebhookDialog webhook={null} onClose={() => setCreating(false)} /> : null}
    </section>
  )
}

function Named({ webhook: { url, description } }: { readonly webhook: WireWebhook }) {
  return (
    <>
      <span className="block font-semibold break-all">
        <bdi>{url}</bdi>
      </span>
      {description === '' ? null : (
        <span className="text-small text-quiet block">
          <bdi>{description}</bdi>
        </span>
      )}
    </>
  )
}
