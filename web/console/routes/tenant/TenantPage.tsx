import { PageState } from '../../components/PageState.tsx'

export function TenantPage({ tenant: _tenant }: { readonly tenant: string }) {
  return <PageState title="Tenant" />
}
