import { Link } from 'wouter'
import { buttonClass } from '../../components/Button.tsx'
import { PageState } from '../../components/PageState.tsx'
import { pages } from '../../model/pages.ts'
import { useHolds, usePlace } from '../../model/place.ts'
import { unfiltered, writeView, type HubView } from './model/hubView.ts'

/** Nobody has started anything yet: the two ways to begin. */
export function NoOperations() {
  const { slug, tenants, types } = usePlace()
  const mayStart = useHolds()('operations.start')
  const tenant = tenants.find(({ operable }) => operable)
  const type = types.find(({ startable }) => startable)?.type ?? 'TYPE'
  if (!mayStart) return <PageState title="No operations yet">They appear here as soon as somebody starts one.</PageState>
  return (
    <div className="py-4">
      <PageState
        title="No operations yet"
        {...(tenant === undefined
          ? {}
          : {
              action: (
                <Link href={pages.tenant(slug, tenant.slug)} className={buttonClass('primary')}>
                  Start one for {tenant.name}
                </Link>
              ),
            })}
      >
        Start one on the page of a tenant, or from a terminal:
      </PageState>
      <pre className="bg-wash text-small max-w-full overflow-x-auto p-3 font-mono">
        {`runtruth run ${type} --workspace ${slug}${tenant === undefined ? '' : ` --tenant ${tenant.slug}`} --wait`}
      </pre>
    </div>
  )
}

/** The list is empty because of how it was asked for. */
export function NoMatch({ view, filtered, further }: { readonly view: HubView; readonly filtered: boolean; readonly further: boolean }) {
  const { slug } = usePlace()
  if (further) return <p className="text-quiet py-8">No match so far. Older operations have not been searched yet.</p>
  if (!filtered) return <p className="text-quiet py-8">{EMPTY[view.tab]}</p>
  return (
    <div className="flex flex-wrap items-center gap-4 py-8">
      <p className="text-quiet">No operation matches these filters.</p>
      <Link href={`${pages.hub(slug)}${writeView(unfiltered(view))}`} className={buttonClass('plain')}>
        Clear filters
      </Link>
    </div>
  )
}

const EMPTY: Record<HubView['tab'], string> = {
  all: 'There are no further operations.',
  active: 'No operation is active.',
  attention: 'No active operation needs attention.',
  'follow-up': 'No operation asks for follow-up.',
  history: 'No operation has ended yet.',
}
