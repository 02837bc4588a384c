import type { Verdict } from '../../truth/verdict.ts'
import type { Screen } from '../io.ts'
import { evidenceLines } from './evidenceLines.ts'
import { printable } from './printable.ts'
import { markOf } from './shape.ts'
import { wrapText } from './wrapText.ts'

/** Decision, then how it is known, then how far it is: the order of every detail. What the guidance has said is not said again. */
export function verdictLines(screen: Screen, verdict: Verdict, outcome: string): string[] {
  const { shape, tone } = markOf(verdict, outcome)
  const measures = [verdict.progress.label, verdict.duration.label].filter((label) => label !== null && !verdict.guidance.includes(label))
  return [
    screen.paint(tone, `${shape} ${printable(verdict.headline)}`),
    ...wrapText(printable(verdict.guidance), screen.columns()),
    ...(verdict.nextStep === null ? [] : [`Next: ${printable(verdict.nextStep.label)}`]),
    ...section(screen, 'How it is known', evidenceLines(screen, verdict.evidence, verdict.asOf)),
    ...section(screen, 'Progress', measures.map(String).map(printable)),
  ]
}

export function section(screen: Screen, title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', screen.paint('bold', title), ...lines.map((line) => `  ${line}`)]
}
