/**
 * Runs the truth properties for a given time, in rounds of fresh seeds: `node scripts/truth-soak.ts [--seconds 60] [--seed N]`.
 * The first seed is printed at the start; a failure prints the seed that replays its round, and exits 1.
 */

import { parseArgs } from 'node:util'
import fc from 'fast-check'
import { TRUTH_PROPERTIES } from '../src/truth/testing/properties.ts'

const RUNS_PER_ROUND = 2_000

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string' } } })
const seconds = wholeNumber('--seconds', values.seconds)
const firstSeed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : wholeNumber('--seed', values.seed)

console.info(`truth soak: seed ${firstSeed}, ${seconds} s, ${TRUTH_PROPERTIES.length} properties`)
const startedMs = performance.now()
let seed = firstSeed
let runs = 0
do {
  for (const { title, property } of TRUTH_PROPERTIES) {
    const result = fc.check(property, { seed, numRuns: RUNS_PER_ROUND })
    runs += result.numRuns
    if (!result.failed) continue
    console.error(
      `failed: ${title}\n${fc.defaultReportMessage(result) ?? ''}\nreplay: node scripts/truth-soak.ts --seconds 0 --seed ${seed}`,
    )
    process.exit(1)
  }
  seed = (seed + 1) % 2 ** 31
} while (performance.now() - startedMs < seconds * 1_000)
console.info(`truth soak: ${runs} runs held, last seed ${seed === 0 ? 2 ** 31 - 1 : seed - 1}`)

function wholeNumber(name: string, given: string): number {
  const value = Number(given)
  if (given !== '' && Number.isSafeInteger(value) && value >= 0) return value
  console.error(`${name} is "${given}", expected a whole number of at least 0.`)
  process.exit(2)
}
