/** The shape of a golden file, and what must agree between it and the judgement written by hand. */

import { fileURLToPath } from 'node:url'
import { deriveVerdict } from '../deriveVerdict.ts'
import type { Verdict } from '../verdict.ts'
import type { GoldenCase } from './goldenCases.ts'

export const TESTDATA = fileURLToPath(new URL('../testdata/', import.meta.url))

/** `<situation>.<lifecycle>-<freshness>.json` */
export function goldenName({ situation, cell }: GoldenCase): string {
  return `${situation}.${cell}.json`
}

export function goldenText(facts: unknown): string {
  return `${JSON.stringify({ facts, verdict: deriveVerdict(facts) }, null, 2)}\n`
}

/** What the verdict says otherwise than the hand that wrote the case; empty when they agree. */
export function misjudgements(expected: GoldenCase, verdict: Verdict): string[] {
  const found: string[] = []
  compare('cell', `${verdict.lifecycle}-${verdict.freshness}`, expected.cell)
  compare('reason', verdict.reason, expected.reason)
  compare('headline', verdict.headline, expected.headline)
  compare('problem', verdict.problem, expected.problem)
  if (!verdict.guidance.includes(expected.guidance))
    found.push(`guidance is "${verdict.guidance}", expected to contain "${expected.guidance}"`)
  return found

  function compare(what: string, actual: string, wanted: string): void {
    if (actual !== wanted) found.push(`${what} is ${actual}, expected ${wanted}`)
  }
}
