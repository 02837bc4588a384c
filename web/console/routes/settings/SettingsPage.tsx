import { lazy, Suspense, type ComponentType } from 'react'
import { Link } from 'wouter'
import { Loading, PageState } from '../../components/PageState.tsx'
import { useTitle } from '../../components/useTitle.ts'
import { pages, type SettingsSection } from '../../model/pages.ts'
import { usePlace } from '../../model/place.ts'
import { isSection, SECTION_LABELS, sectionsFor } from './sections.ts'

const SECTIONS: Record<SettingsSection, ComponentType> = {
  members: lazy(async () => ({ default: (await import('./MembersSection.tsx')).MembersSection })),
  tenants: lazy(async () => ({ default: (await import('./TenantsSection.tsx')).TenantsSection })),
  tokens: lazy(async () => ({ default: (await import('./TokensSection.tsx')).TokensSection })),
  webhooks: lazy(async () => ({ default: (await import('./webhooks/WebhooksSection.tsx')).WebhooksSection })),
  audit: lazy(async () => ({ default: (await import('./AuditSection.tsx')).AuditSection })),
}

export function SettingsPage({ section }: { readonly section: string | null }) {
  const place = usePlace()
  const offered = sectionsFor(place)
  const named = section === null ? offered[0] : isSection(section) ? section : undefined
  useTitle(named === undefined ? null : SECTION_LABELS[named], 'Settings', place.name)
  if (section !== null && named === undefined) return <PageState title="Nothing here">There is no page at this address.</PageState>
  if (named === undefined || !offered.includes(named)) {
    return (
      <PageState
        title="Not allowed"
        action={
          <Link href={pages.hub(place.slug)} className="inline-flex min-h-10 items-center underline">
            Back to the operations
          </Link>
        }
      >
        These settings need a capability you do not hold in this workspace. An owner of it can give it to you.
      </PageState>
    )
  }
  const Section = SECTIONS[named]
  return (
    <div className="pt-8">
      <h1 className="text-title font-semibold">
        Settings <span className="text-quiet font-normal">of</span> <bdi>{place.name}</bdi>
      </h1>
      <nav aria-label="Settings" className="border-rule mt-4 border-b">
        <ul className="flex flex-wrap gap-x-6">
          {offered.map((each) => (
            <li key={each}>
              <Link
                href={pages.settings(place.slug, each)}
                className={`-mb-px flex min-h-11 items-center border-b-2 ${each === named ? 'border-ink' : 'border-transparent hover:underline'}`}
                {...(each === named ? { 'aria-current': 'page' as const } : {})}
              >
                {SECTION_LABELS[each]}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <Suspense fallback={<Loading what="the settings" />}>
        <Section />
      </Suspense>
    </div>
  )
}
