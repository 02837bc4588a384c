import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import type { WireTenant } from '../../../../src/http/contract.ts'
import { tenantsQuery } from '../../api/queries.ts'
import { Button } from '../../components/Button.tsx'
import { Loading, PageState, Refused } from '../../components/PageState.tsx'
import { pages } from '../../model/pages.ts'
import { usePlace } from '../../model/place.ts'
import { AddTenant } from './AddTenant.tsx'
import { ACTIONS, FoldingTable } from './FoldingTable.tsx'
import { SectionHead } from './SectionHead.tsx'
import { SuspendTenant } from './SuspendTenant.tsx'

export function TenantsSection() {
  const place = usePlace()
  const tenants = useQuery(tenantsQuery(place.slug))
  const [opened, setOpened] = useState<WireTenant | 'add' | null>(null)
  if (tenants.data === undefined) {
    return tenants.error === null ? <Loading what="the tenants" /> : <Refused error={tenants.error} retry={() => void tenants.refetch()} />
  }
  const rows = tenants.data.tenants
  return (
    <section>
      <SectionHead title="Tenants" action={place.reachesAll ? <Button onClick={() => setOpened('add')}>Add a tenant</Button> : null}>
        Whom the operations of this workspace are run for.
      </SectionHead>
      {rows.length === 0 ? (
        <PageState title="No tenants yet">Operations can be started for the workspace as a whole until there is one.</PageState>
      ) : (
        <FoldingTable
          caption="Tenants"
          rows={rows}
          keyOf={({ slug }) => slug}
          columns={[
            {
              title: 'Name',
              width: 'w-[45%]',
              cell: ({ slug, name }) => (
                <>
                  <Link href={pages.tenant(place.slug, slug)} className="font-semibold underline-offset-2 hover:underline">
                    <bdi>{name}</bdi>
                  </Link>
                  <span className="text-small text-quiet block font-mono">{slug}</span>
                </>
              ),
            },
            {
              title: 'State',
              width: 'w-[35%]',
              cell: ({ operable }) =>
                operable ? 'Operable' : <span className="text-quiet">Suspended: new operations are refused as blocked</span>,
            },
            {
              title: ACTIONS,
              width: 'w-[20%]',
              cell: (tenant) => (
                <span className="-ms-4 flex md:justify-end">
                  <Button weight="quiet" onClick={() => setOpened(tenant)}>
                    {tenant.operable ? 'Suspend' : 'Resume'}
                    <span className="sr-only"> {tenant.name}</span>
                  </Button>
                </span>
              ),
            },
          ]}
        />
      )}
      {opened === null ? null : opened === 'add' ? (
        <AddTenant onClose={() => setOpened(null)} />
      ) : (
        <SuspendTenant tenant={opened} onClose={() => setOpened(null)} />
      )}
    </section>
  )
}
