import { PageState } from '../../components/PageState.tsx'

export function SignInPage() {
  return <PageState title="Sign in" />
}
