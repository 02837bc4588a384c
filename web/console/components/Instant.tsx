import { agoOf, clockOf, exactOf } from '../model/instants.ts'

/** A time in words, exact on hover and in print. */
export function Instant({
  at,
  nowMs,
  as = 'clock',
}: {
  readonly at: string | null
  readonly nowMs: number
  readonly as?: 'clock' | 'ago'
}) {
  const words = as === 'ago' ? agoOf(at, nowMs) : clockOf(at, nowMs)
  return (
    <time {...(at === null ? {} : { dateTime: at })} title={exactOf(at)}>
      {words}
      <span className="hidden print:inline"> ({exactOf(at)})</span>
    </time>
  )
}
