import { PageState } from '../../components/PageState.tsx'

export function SetUpPage() {
  return <PageState title="Set up" />
}
