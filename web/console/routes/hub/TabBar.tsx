import { Link } from 'wouter'
import { pages } from '../../model/pages.ts'
import { TAB_LABELS } from './model/chips.ts'
import { narrowed, TABS, writeView, type HubView } from './model/hubView.ts'

export function TabBar({ workspace, view }: { readonly workspace: string; readonly view: HubView }) {
  return (
    <nav aria-label="Which operations" className="flex flex-wrap gap-x-1 max-md:w-full max-md:justify-between max-md:gap-x-0">
      {TABS.map((tab) => (
        <Link
          key={tab}
          href={`${pages.hub(workspace)}${writeView(narrowed(view, { tab }))}`}
          aria-current={tab === view.tab ? 'page' : undefined}
          className="text-quiet hover:text-ink aria-[current]:border-ink aria-[current]:text-ink inline-flex min-h-10 items-center border-b-2 border-transparent px-1 aria-[current]:font-semibold md:px-3 md:first:pl-0"
        >
          {TAB_LABELS[tab]}
        </Link>
      ))}
    </nav>
  )
}
