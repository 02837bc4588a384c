import type { RunOutcome } from '../../../src/truth/facts.ts'
import type { Verdict } from '../../../src/truth/verdict.ts'
import { lookOf } from '../model/verdictLook.ts'
import { TONE_TEXT, VerdictShape } from './VerdictShape.tsx'

/** Shape and word of a verdict, as it stands in every list and on every page. */
export function Headline({ verdict, outcome, size }: { readonly verdict: Verdict; readonly outcome: RunOutcome; readonly size?: number }) {
  const look = lookOf(verdict, outcome)
  return (
    <span className={`inline-flex items-center gap-2 font-semibold ${TONE_TEXT[look.tone]}`} data-freshness={verdict.freshness}>
      <VerdictShape look={look} {...(size === undefined ? {} : { size })} />
      <span data-testid="headline">{verdict.headline}</span>
    </span>
  )
}
