import { PageState } from '../../components/PageState.tsx'

export function InboxPage() {
  return <PageState title="Inbox" />
}
