import { PageState } from '../../components/PageState.tsx'

export function SettingsPage() {
  return <PageState title="Settings" />
}
