import { PageState } from '../../components/PageState.tsx'

export function HomePage() {
  return <PageState title="Workspaces" />
}
