import { Link } from 'wouter'
import { formatNumber } from '../../../../src/truth/durations.ts'
import { TONE_TEXT } from '../../components/VerdictShape.tsx'
import { secondsClockOf } from '../../model/instants.ts'
import { pages } from '../../model/pages.ts'
import { writeView } from './model/hubView.ts'
import type { Figure } from './model/strip.ts'

/** Exact figures, each the way to its list. `asOf` is told when they are not of now. */
export function CountStrip({
  workspace,
  figures,
  asOf,
}: {
  readonly workspace: string
  readonly figures: readonly Figure[]
  readonly asOf: string | null
}) {
  return (
    <nav aria-label="Counts" className="flex min-h-12 flex-wrap items-center gap-x-6 py-1">
      {figures.map(({ label, number, tone, view }) => (
        <Link
          key={label}
          href={`${pages.hub(workspace)}${writeView(view)}`}
          className={`inline-flex min-h-10 items-center gap-1.5 hover:underline ${number === 0 ? 'text-quiet' : 'text-ink'}`}
        >
          {label} <b className={`font-semibold ${number === 0 ? '' : TONE_TEXT[tone]}`}>{formatNumber(number)}</b>
        </Link>
      ))}
      {asOf === null ? null : <span className="text-small text-quiet">as of {secondsClockOf(asOf)}</span>}
    </nav>
  )
}
