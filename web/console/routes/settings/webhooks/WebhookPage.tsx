import { useState } from 'react'
import { Link } from 'wouter'
import type { WireWebhook } from '../../../../../src/http/contract.ts'
import { apiUrl, inWorkspace, post } from '../../../api/client.ts'
import { keys } from '../../../api/keys.ts'
import { Button } from '../../../components/Button.tsx'
import { Instant } from '../../../components/Instant.tsx'
import { PageState } from '../../../components/PageState.tsx'
import { useNow } from '../../../components/useNow.ts'
import { pages } from '../../../model/pages.ts'
import { usePlace } from '../../../model/place.ts'
import { reachWords } from '../reachWords.ts'
import { useDeed } from '../useDeed.ts'
import { DisableWebhook, EnableWebhook, RemoveWebhook, ReplaceSecret } from './WebhookActs.tsx'
import { WebhookDialog } from './WebhookDialog.tsx'
import { WebhookLog } from './WebhookLog.tsx'
import { WebhookStanding } from './WebhookStanding.tsx'

const SLOWLY_MS = 30_000

type Opened = 'change' | 'replace' | 'disable' | 'enable' | 'remove'

/** One webhook: how it stands, what may be done about it, and what was sent. */
export function WebhookPage({ webhook }: { readonly webhook: WireWebhook | null }) {
  const place = usePlace()
  const nowMs = useNow(SLOWLY_MS)
  const [opened, setOpened] = useState<Opened | null>(null)
  const back = (
    <Link href={pages.settings(place.slug, 'webhooks')} className="inline-flex min-h-10 items-center underline">
      All webhooks
    </Link>
  )
  if (webhook === null) {
    return (
      <PageState title="Not here" action={back}>
        There is no such webhook within your reach. It may have been removed.
      </PageState>
    )
  }
  const close = () => setOpened(null)
  return (
    <section className="pt-4">
      {back}
      <h2 className="mt-2 font-semibold break-all">
        <bdi>{webhook.url}</bdi>
      </h2>
      <p className="text-quiet max-w-[72ch]">
        {webhook.description === '' ? null : (
          <>
            <bdi>{webhook.description}</bdi>.{' '}
          </>
        )}
        Hears of <bdi>{reachWords(place, webhook.tenants)}</bdi>. Added by <bdi>{webhook.createdBy}</bdi>{' '}
        <Instant at={webhook.createdAt} nowMs={nowMs} />.
      </p>
      <p className="mt-2">
        <WebhookStanding webhook={webhook} nowMs={nowMs} />
      </p>
      {webhook.oldSecretUntil === null ? null : (
        <p className="text-quiet">
          Signed with the replaced secret as well until <Instant at={webhook.oldSecretUntil} nowMs={nowMs} />.
        </p>
      )}
      <div className="mt-4 flex flex-wrap gap-3">
        {webhook.enabled ? <SendTest webhook={webhook} /> : <Button onClick={() => setOpened('enable')}>Enable</Button>}
        <Button onClick={() => setOpened('change')}>Change</Button>
        <Button onClick={() => setOpened('replace')}>Replace the secret</Button>
        {webhook.enabled ? <Button onClick={() => setOpened('disable')}>Disable</Button> : null}
        <Button onClick={() => setOpened('remove')}>Remove</Button>
      </div>
      <WebhookLog webhook={webhook} />
      {opened === 'change' ? <WebhookDialog webhook={webhook} onClose={close} /> : null}
      {opened === 'replace' ? <ReplaceSecret webhook={webhook} onClose={close} /> : null}
      {opened === 'disable' ? <DisableWebhook webhook={webhook} onClose={close} /> : null}
      {opened === 'enable' ? <EnableWebhook webhook={webhook} onClose={close} /> : null}
      {opened === 'remove' ? <RemoveWebhook webhook={webhook} onClose={close} /> : null}
    </section>
  )
}

/** What came of it stands in the log, a moment later. */
function SendTest({ webhook: { id } }: { readonly webhook: WireWebhook }) {
  const { slug } = usePlace()
  const send = useDeed({
    act: async () => await post(apiUrl(inWorkspace(slug, `/webhooks/${encodeURIComponent(id)}/test`))),
    renews: [keys.webhookLog(slug, id)],
    said: () => 'A test is on its way; the log says how it went.',
    done: () => {},
  })
  return (
    <>
      <Button weight="primary" disabled={send.isPending} onClick={() => send.mutate(undefined)}>
        Send a test
      </Button>
      {send.error === null ? null : (
        <p role="alert" className="text-lost basis-full">
          {send.error.message}
        </p>
      )}
    </>
  )
}
