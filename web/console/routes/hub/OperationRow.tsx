import { Link } from 'wouter'
import { Headline } from '../../components/Headline.tsx'
import { Instant } from '../../components/Instant.tsx'
import { ProgressBar } from '../../components/ProgressBar.tsx'
import { pages } from '../../model/pages.ts'
import { tenantName, usePlace } from '../../model/place.ts'
import { rowOf } from './model/rowOf.ts'
import type { Shown } from './model/shown.ts'

interface OperationRowProps {
  readonly row: Shown
  readonly withTenant: boolean
  readonly nowMs: number
  onOpen(id: string): void
}

/**
 * Two lines: what it is and how it is, then where, when and how far. On a phone the same words fold into two lines of their
 * own. The link covers the whole row; its name is the label and the headline.
 */
export function OperationRow({ row, withTenant, nowMs, onOpen }: OperationRowProps) {
  const place = usePlace()
  const { operation, verdict } = row
  const { id, initiator } = operation
  const words = rowOf(row)
  const tenant = withTenant ? tenantName(place, operation.tenant) : null
  const columns = withTenant
    ? 'md:grid-cols-[13.5rem_minmax(0,1fr)_9rem_14rem_5rem]'
    : 'md:grid-cols-[13.5rem_minmax(0,1fr)_7rem_14rem_5rem]'
  return (
    <li
      data-surface="hub-row"
      data-operation={id}
      {...(verdict.nextChangeAt === null ? {} : { 'data-next-change-at': verdict.nextChangeAt })}
      className={`border-rule hover:bg-wash text-small relative grid min-h-11 grid-cols-[auto_auto_minmax(0,1fr)] content-center gap-x-3 border-b py-0.5 max-md:py-2 md:gap-x-5 ${columns}`}
    >
      <div className="col-span-3 flex min-w-0 items-baseline gap-x-3 md:contents">
        <span id={`headline-${id}`} className="max-md:shrink-0 md:row-span-2 md:self-center">
          <Headline verdict={verdict} outcome={operation.outcome} />
        </span>
        <Link
          href={pages.operation(place.slug, id)}
          data-row={id}
          aria-labelledby={`headline-${id} label-${id}`}
          onClick={() => onOpen(id)}
          className="text-body after:outline-focus min-w-0 truncate leading-5 outline-none after:absolute after:inset-0 focus-visible:after:outline-2 focus-visible:after:-outline-offset-2"
        >
          <bdi id={`label-${id}`} title={operation.label}>
            {operation.label}
          </bdi>
        </Link>
      </div>
      <span className={`truncate md:col-start-3 md:row-start-1 ${tenant === null ? 'max-md:hidden' : ''}`}>
        <bdi>{tenant ?? (withTenant ? '' : initiator.name)}</bdi>
      </span>
      {withTenant ? (
        <span className="text-quiet truncate max-md:hidden md:col-start-3 md:row-start-2">
          <bdi>{initiator.name}</bdi>
        </span>
      ) : null}
      <span className="text-quiet md:text-ink md:col-start-5 md:row-start-1 md:text-right">
        <Instant at={words.at} nowMs={nowMs} />
      </span>
      <span className="text-quiet max-md:hidden md:col-start-5 md:row-start-2 md:text-right">{words.atWord}</span>
      <p
        data-testid="guidance"
        title={verdict.guidance}
        className={`text-quiet truncate md:col-start-2 md:row-start-2 ${words.progress === null ? '' : 'max-md:hidden'}`}
      >
        {verdict.guidance}
      </p>
      <span
        title={words.progress ?? undefined}
        className={`truncate max-md:text-quiet md:col-start-4 md:row-start-1 ${words.progress === null ? 'max-md:hidden' : ''}`}
      >
        {words.progress ?? words.duration}
      </span>
      <span className="max-md:hidden md:col-start-4 md:row-start-2 md:self-center">
        <ProgressBar verdict={verdict} />
      </span>
    </li>
  )
}

/** Its place is kept while somebody reads; nothing is claimed of it, because it is not asked about any more. */
export function LeftRow({ row, onOpen }: Pick<OperationRowProps, 'row' | 'onOpen'>) {
  const place = usePlace()
  const { id, label } = row.operation
  return (
    <li className="border-rule text-quiet relative flex min-h-11 items-center gap-x-3 border-b py-1 max-md:min-h-14">
      <Link
        href={pages.operation(place.slug, id)}
        data-row={id}
        onClick={() => onOpen(id)}
        className="truncate after:absolute after:inset-0"
      >
        <bdi>{label}</bdi>
      </Link>
      <span className="text-small shrink-0">Not on this page any more</span>
    </li>
  )
}
