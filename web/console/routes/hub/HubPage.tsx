import { PageState } from '../../components/PageState.tsx'

export function HubPage() {
  return <PageState title="Operations" />
}
