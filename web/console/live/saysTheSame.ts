import type { Verdict } from '../../../src/truth/index.ts'

/** Whether two verdicts on the same facts differ in nothing but ages: then the words on the screen may stay a while. */
export function saysTheSame(before: Verdict, after: Verdict): boolean {
  return (
    before.lifecycle === after.lifecycle &&
    before.freshness === after.freshness &&
    before.reason === after.reason &&
    before.headline === after.headline &&
    before.problem === after.problem &&
    before.progress.live === after.progress.live &&
    before.duration.insight === after.duration.insight &&
    before.evidence.length === after.evidence.length &&
    before.evidence.every((one, index) => {
      const other = after.evidence[index]
      return other !== undefined && one.signal === other.signal && one.checked === other.checked && one.supports === other.supports
    })
  )
}
