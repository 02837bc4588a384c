import { X } from 'lucide-react'
import { Link } from 'wouter'
import { pages } from '../../model/pages.ts'
import type { Chip } from './model/chips.ts'
import { unfiltered, writeView, type HubView } from './model/hubView.ts'

/** What narrows the list, each with the way to be rid of it. */
export function Chips({ workspace, view, chips }: { readonly workspace: string; readonly view: HubView; readonly chips: readonly Chip[] }) {
  if (chips.length === 0) return null
  const hub = pages.hub(workspace)
  return (
    <ul aria-label="Filters that are set" className="flex flex-wrap items-center gap-2 pt-2">
      {chips.map(({ name, value, without }) => (
        <li key={name} className="min-w-0">
          <Link
            href={`${hub}${writeView(without)}`}
            className="border-edge hover:bg-wash inline-flex min-h-10 max-w-full items-center gap-2 rounded-sm border px-3"
          >
            <span className="sr-only">Clear</span>
            <span className="text-quiet">{name}</span>
            <bdi className="max-w-60 truncate">{value}</bdi>
            <X size={14} aria-hidden="true" className="shrink-0" />
          </Link>
        </li>
      ))}
      <li>
        <Link href={`${hub}${writeView(unfiltered(view))}`} className="inline-flex min-h-10 items-center px-2 underline">
          Clear filters
        </Link>
      </li>
    </ul>
  )
}
