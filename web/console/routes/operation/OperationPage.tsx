import { PageState } from '../../components/PageState.tsx'

export function OperationPage({ id: _id }: { readonly id: string }) {
  return <PageState title="Operation" />
}
