/**
 * Writes the golden files that do not exist yet: `node src/truth/testing/writeGoldens.ts`. Refuses a case whose verdict is not the one
 * written by hand, and leaves every existing file alone: a released history keeps its verdict.
 */

import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deriveVerdict } from '../deriveVerdict.ts'
import { GOLDEN_CASES } from './goldenCases.ts'
import { goldenName, goldenText, misjudgements, TESTDATA } from './goldenFiles.ts'

mkdirSync(TESTDATA, { recursive: true })
let refused = 0
let written = 0
for (const given of GOLDEN_CASES) {
  const wrong = misjudgements(given, deriveVerdict(given.facts))
  if (wrong.length > 0) {
    refused += 1
    console.error(`${goldenName(given)}\n  ${wrong.join('\n  ')}`)
    continue
  }
  const path = join(TESTDATA, goldenName(given))
  if (existsSync(path)) continue
  writeFileSync(path, goldenText(given.facts))
  written += 1
}
console.info(`${written} golden files written, ${refused} refused, ${GOLDEN_CASES.length} cases`)
process.exitCode = refused === 0 ? 0 : 1
