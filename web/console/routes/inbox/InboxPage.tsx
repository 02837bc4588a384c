import { useState } from 'react'
import type { WireNotification } from '../../../../src/http/contract.ts'
import { Button } from '../../components/Button.tsx'
import { LoadingPage, PageState, Refused } from '../../components/PageState.tsx'
import { useNow } from '../../components/useNow.ts'
import { useTitle } from '../../components/useTitle.ts'
import { usePlace } from '../../model/place.ts'
import { NotificationLine } from './NotificationLine.tsx'
import { sectionsOf } from './model/sections.ts'
import { useInbox } from './useInbox.ts'

/** What one was told of the operations one started: how each ended, once. */
export function InboxPage() {
  const { slug, name } = usePlace()
  const { inbox, mark } = useInbox(slug)
  const [readHere, setReadHere] = useState<ReadonlySet<string>>(new Set())
  const nowMs = useNow(30_000)
  useTitle('Inbox', name)
  if (inbox.data === undefined) {
    return inbox.error === null ? <LoadingPage what="the inbox" /> : <Refused error={inbox.error} retry={() => void inbox.refetch()} />
  }
  const notifications = inbox.data.pages.flatMap((page) => page.notifications)
  const unread = inbox.data.pages[0]?.unread ?? 0
  if (notifications.length === 0) {
    return <PageState title="Inbox">Nothing yet. When an operation you started ends, it is told here, once.</PageState>
  }
  const { unread: fresh, earlier } = sectionsOf(notifications, readHere)

  function markRead(ids: readonly string[] | 'all'): void {
    const now = ids === 'all' ? fresh.map(({ id }) => id) : ids
    setReadHere(new Set([...readHere, ...now]))
    mark.mutate(ids)
  }
  const list = (told: readonly WireNotification[], label: string) => (
    <ul aria-label={label} className="border-rule border-b">
      {told.map((notification) => (
        <NotificationLine key={notification.id} notification={notification} nowMs={nowMs} onRead={(id) => markRead([id])} />
      ))}
    </ul>
  )

  return (
    <>
      <div className="flex min-h-18 flex-wrap items-center gap-x-6">
        <h1 className="text-title grow font-semibold">
          Inbox <span className="text-body text-quiet ms-2 font-normal">{unread === 0 ? 'All read' : `${unread} unread`}</span>
        </h1>
        {unread === 0 ? null : <Button onClick={() => markRead('all')}>Mark all as read</Button>}
      </div>
      <p role="status" className="text-lost">
        {mark.error?.message ?? ''}
      </p>
      {fresh.length === 0 ? null : list(fresh, 'New')}
      {earlier.length === 0 ? null : (
        <section className={fresh.length === 0 ? '' : 'pt-8'}>
          {fresh.length === 0 ? null : <h2 className="text-small text-quiet pb-2">Earlier</h2>}
          {list(earlier, 'Earlier')}
        </section>
      )}
      {inbox.hasNextPage ? (
        <div className="pt-4">
          <Button disabled={inbox.isFetchingNextPage} onClick={() => void inbox.fetchNextPage()}>
            Show older
          </Button>
        </div>
      ) : null}
    </>
  )
}
