import { agoOf, clockOf, exactOf, momentOf } from '../model/instants.ts'

const WORDS = { clock: clockOf, moment: momentOf, ago: agoOf }

/** A time in words, exact on hover and in print. */
export function Instant({
  at,
  nowMs,
  as = 'clock',
}: {
  readonly at: string | null
  readonly nowMs: number
  /** `moment`: to the second. */
  readonly as?: 'clock' | 'moment' | 'ago'
}) {
  const words = WORDS[as](at, nowMs)
  return (
    // The server's tables of languages may put another space before "am" than this browser's.
    <time {...(at === null ? {} : { dateTime: at })} title={exactOf(at)} suppressHydrationWarning>
      {words}
      <span className="hidden print:inline" suppressHydrationWarning>
        {` (${exactOf(at)})`}
      </span>
    </time>
  )
}
