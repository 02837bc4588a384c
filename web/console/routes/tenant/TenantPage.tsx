import { ActivityHint } from '../../components/ActivityHint.tsx'
import { PageState, Refused } from '../../components/PageState.tsx'
import { useTitle } from '../../components/useTitle.ts'
import { pages } from '../../model/pages.ts'
import { useHolds, usePlace } from '../../model/place.ts'
import { StartList } from './StartList.tsx'
import { useActivityHint } from './useActivityHint.ts'

/** The shell of one tenant: what is going on there, and what may be started. */
export function TenantPage({ tenant: slug }: { readonly tenant: string }) {
  const { tenants, types, name: workspaceName } = usePlace()
  const holds = useHolds()
  const tenant = tenants.find((known) => known.slug === slug)
  useTitle(tenant?.name ?? slug, workspaceName)
  if (tenant === undefined) {
    return (
      <PageState title="Not here">
        There is no such tenant within your reach. It may have been removed, or the address may be wrong.
      </PageState>
    )
  }
  const startable = types.filter((type) => type.startable)
  return (
    <>
      <h1 className="text-title py-4 font-semibold">
        <bdi>{tenant.name}</bdi>
      </h1>
      {holds('operations.view') ? <TenantActivity tenant={slug} /> : null}
      <section aria-labelledby="start" className="no-print pt-8">
        <h2 id="start" className="pb-2 font-semibold">
          Start an operation
        </h2>
        {!tenant.operable ? (
          <p className="text-quiet max-w-[72ch]">This tenant is suspended. Nothing can be started for it until it is operable again.</p>
        ) : startable.length === 0 ? (
          <p className="text-quiet max-w-[72ch]">
            There is nothing you may start here. A manager of the workspace can give you the right to.
          </p>
        ) : (
          <StartList types={startable} tenant={slug} />
        )}
      </section>
    </>
  )
}

function TenantActivity({ tenant }: { readonly tenant: string }) {
  const { slug } = usePlace()
  const { items, error, hold, putAway } = useActivityHint(slug, tenant)
  if (items === null && error !== null) return <Refused error={error} />
  return (
    <ActivityHint
      items={items}
      allHref={`${pages.hub(slug)}?tenant=${encodeURIComponent(tenant)}`}
      hrefOf={({ operation }) => pages.operation(slug, operation.id)}
      onHold={hold}
      onPutAway={putAway}
    />
  )
}
