import { PageState } from '../../components/PageState.tsx'

export function SystemPage() {
  return <PageState title="Operations of all workspaces" />
}
