import { useEffect, useId, useRef, useState } from 'react'
import { Link } from 'wouter'
import { announce, headlinesOf, HINT_WORDS, lastReportOf, PUT_AWAY, type HintItem } from '../../activity/model/hint.ts'
import { lookOf } from '../model/verdictLook.ts'
import { ProgressBar } from './ProgressBar.tsx'
import { TONE_TEXT, VerdictShape } from './VerdictShape.tsx'

interface ActivityHintProps {
  /** Null while nothing has been heard yet: the room is kept, and nothing is said. */
  readonly items: readonly HintItem[] | null
  readonly allHref: string
  readonly hrefOf: (item: HintItem) => string
  onPutAway(item: HintItem): void
  /** Which line has the focus or the pointer; it does not vanish under it. */
  onHold(id: string | null): void
}

/**
 * On a narrow screen as much room as was needed at first, and more when the reader asks for it; on a wide one there is room for
 * all of them from the start.
 */
const ROOM: Readonly<Record<number, string>> = { 1: 'min-h-33', 2: 'min-h-66', 3: 'min-h-99' }

/** A strip at the top of a page that belongs to the page: it keeps its room, so that nothing below moves as operations come and go. */
export function ActivityHint({ items, allHref, hrefOf, onPutAway, onHold }: ActivityHintProps) {
  const list = useRef<HTMLUListElement>(null)
  const all = useRef<HTMLAnchorElement>(null)
  const [high, setHigh] = useState<number | null>(null)
  const titleId = useId()
  const shown = items ?? []
  if (items !== null && high === null) setHigh(Math.max(1, items.length))
  const room = high ?? 1
  const more = shown.length - room

  function putAway(item: HintItem, row: HTMLElement): void {
    const next = row.nextElementSibling ?? row.previousElementSibling
    const after = next?.querySelector('button') ?? all.current
    // The reader made the room; he may have it.
    setHigh(Math.max(1, Math.min(room, shown.length - 1)))
    onHold(null)
    onPutAway(item)
    after?.focus()
  }

  return (
    <section aria-labelledby={titleId} className="border-rule no-print border-y" data-testid="activity-hint">
      <div className="text-small text-quiet flex min-h-10 items-center gap-4">
        <h2 id={titleId} className="grow">
          {HINT_WORDS.title}
        </h2>
        {more > 0 ? (
          <button type="button" className="hover:text-ink min-h-10 underline md:hidden" onClick={() => setHigh(shown.length)}>
            {more} more
          </button>
        ) : null}
        <Link ref={all} href={allHref} className="hover:text-ink inline-flex min-h-10 items-center underline">
          {HINT_WORDS.all}
        </Link>
      </div>
      <ul ref={list} aria-labelledby={titleId} className={`${ROOM[room]} md:min-h-42`} hidden={shown.length === 0}>
        {shown.map((item, index) => (
          <HintLine key={item.operation.id} item={item} folded={index >= room} href={hrefOf(item)} onPutAway={putAway} onHold={onHold} />
        ))}
      </ul>
      {shown.length > 0 ? null : (
        <p className={`border-rule text-small text-quiet border-t pt-3 ${ROOM[room]} md:min-h-42`}>
          {items === null ? null : HINT_WORDS.nothing}
        </p>
      )}
      <Announcer items={shown} />
    </section>
  )
}

interface HintLineProps {
  readonly item: HintItem
  readonly href: string
  /** Where there is room for few, not for this one. */
  readonly folded: boolean
  readonly onPutAway: (item: HintItem, row: HTMLElement) => void
  readonly onHold: (id: string | null) => void
}

function HintLine({ item, href, folded, onPutAway, onHold }: HintLineProps) {
  const row = useRef<HTMLLIElement>(null)
  const { operation, verdict, kind } = item
  const look = lookOf(verdict, operation.outcome)
  const report = lastReportOf(verdict)
  const hold = () => onHold(operation.id)
  const letGo = () => onHold(row.current?.contains(document.activeElement) === true ? operation.id : null)
  return (
    <li
      ref={row}
      data-surface="hint"
      data-operation={operation.id}
      data-freshness={verdict.freshness}
      onFocus={hold}
      onBlur={letGo}
      onPointerEnter={hold}
      onPointerLeave={letGo}
      className={`border-rule relative grid h-33 grid-cols-[1rem_1fr_auto] content-start gap-x-3 border-t pt-1 md:h-14 md:grid-cols-[1rem_1fr_auto_auto] md:content-center md:items-center md:pt-0 ${folded ? 'max-md:not-focus-within:hidden' : ''}`}
    >
      <span className="mt-1 md:mt-0">
        <VerdictShape look={look} />
      </span>
      <div className="col-span-2 min-w-0 md:col-span-1">
        <p className="md:truncate">
          <span className={`me-2 block font-semibold md:inline ${TONE_TEXT[look.tone]}`} data-testid="headline">
            {verdict.headline}
          </span>
          <bdi className="block truncate md:inline">{operation.label}</bdi>
        </p>
        <p
          className="text-small text-quiet line-clamp-2 md:line-clamp-1"
          title={report === null ? verdict.guidance : `${verdict.guidance} ${report}`}
        >
          <span data-testid="guidance">{verdict.guidance}</span>
          {report === null ? null : ` ${report}`}
        </p>
      </div>
      <Link
        href={href}
        aria-label={`${HINT_WORDS.view}: ${operation.label}`}
        className="text-small hover:text-ink text-quiet col-start-2 inline-flex min-h-10 items-center justify-self-start underline md:col-start-auto"
      >
        {HINT_WORDS.view}
      </Link>
      <button
        type="button"
        aria-label={`${PUT_AWAY[kind]}: ${operation.label}`}
        onClick={() => row.current && onPutAway(item, row.current)}
        className="text-small hover:text-ink text-quiet min-h-10 px-1 md:w-28 md:text-end"
      >
        {PUT_AWAY[kind]}
      </button>
      <div className="absolute inset-x-0 bottom-0 ps-7">
        <ProgressBar verdict={verdict} />
      </div>
    </li>
  )
}

/** Says a verdict when it turns, and nothing in between. */
function Announcer({ items }: { readonly items: readonly HintItem[] }) {
  const before = useRef(headlinesOf(items))
  const [news, setNews] = useState('')
  useEffect(() => {
    const said = announce(before.current, items)
    before.current = headlinesOf(items)
    if (said !== '') setNews(said)
  }, [items])
  return (
    <p role="status" className="sr-only">
      {news}
    </p>
  )
}
