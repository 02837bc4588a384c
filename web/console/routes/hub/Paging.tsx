import { Link } from 'wouter'
import { buttonClass } from '../../components/Button.tsx'
import { pages } from '../../model/pages.ts'
import { writeView, type HubView } from './model/hubView.ts'

interface PagingProps {
  readonly workspace: string
  readonly view: HubView
  /** The cursor of the next page. */
  readonly next: string | null
  /** A search reads a piece of history at a time, so what follows is not a page but a further look. */
  readonly searching: boolean
}

export function Paging({ workspace, view, next, searching }: PagingProps) {
  const { trail } = view
  if (trail.length === 0 && next === null) return null
  const at = (cursors: readonly string[]) => `${pages.hub(workspace)}${writeView({ ...view, trail: cursors })}`
  return (
    <nav aria-label="Pages" className="no-print flex flex-wrap gap-3 py-5">
      {trail.length === 0 ? null : (
        <>
          {trail.length > 1 ? (
            <Link href={at([])} className={buttonClass('quiet')}>
              First page
            </Link>
          ) : null}
          <Link href={at(trail.slice(0, -1))} className={buttonClass('plain')} rel="prev">
            Previous page
          </Link>
        </>
      )}
      {next === null ? null : (
        <Link href={at([...trail, next])} className={buttonClass('plain')} rel="next">
          {searching ? 'Search further back' : 'Next page'}
        </Link>
      )}
    </nav>
  )
}
