import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { deriveVerdict } from '../src/truth/deriveVerdict.ts'
import type { BenchReport, BenchOptions } from './support/benchReport.ts'
import { verdictOf } from './support/benchReport.ts'
import { percentile } from './support/measure.ts'

const TESTDATA = fileURLToPath(new URL('../src/truth/testdata/', import.meta.url))
const TARGET_US = 5
const WARM_UP_ROUNDS = 500
const ROUNDS = 1_000

interface Golden {
  readonly name: string
  /** Parsed anew for every call: real facts are never the same object, nor the same strings, twice. */
  readonly text: string
}

/** deriveVerdict, one call at a time, over every golden facts file: each situation counts the same, however rare it is. */
export async function verdict({ progress }: BenchOptions): Promise<BenchReport> {
  const goldens = await readGoldens()
  progress(`${goldens.length} facts files, ${ROUNDS} rounds`)
  for (let round = 0; round < WARM_UP_ROUNDS; round += 1) for (const golden of goldens) timeOne(golden)
  const all: number[] = []
  const byFile = new Map<string, number[]>()
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const golden of goldens) {
      const us = timeOne(golden)
      all.push(us)
      const own = byFile.get(golden.name)
      if (own) own.push(us)
      else byFile.set(golden.name, [us])
    }
  }
  const medians = [...byFile].map(([name, us]) => ({ name, median: percentile(us, 0.5) })).toSorted((a, b) => b.median - a.median)
  const slowest = medians.slice(0, 3).map(({ name, median }) => `${name} ${median.toFixed(1)} µs`)
  const row = (what: string, us: number, target?: number) => [
    what,
    `${us.toFixed(2)} µs`,
    target === undefined ? '' : `≤ ${target} µs`,
    target === undefined ? '' : verdictOf(us, target),
  ]
  return {
    columns: ['deriveVerdict, per call', 'measured', 'target', ''],
    rows: [row('median', percentile(all, 0.5), TARGET_US), row('p95', percentile(all, 0.95)), row('p99', percentile(all, 0.99))],
    notes: [
      `${all.length.toLocaleString('en')} single calls, each timed on its own, on facts parsed anew, over ${goldens.length} facts files in turn, warm.`,
      `Slowest situations: ${slowest.join(', ')}.`,
    ],
  }
}

/** Kept where the optimizer cannot see that nobody reads it. */
let sink = 0

function timeOne({ text }: Golden): number {
  const facts: unknown = JSON.parse(text)
  const startedMs = performance.now()
  sink += deriveVerdict(facts).headline.length
  return (performance.now() - startedMs) * 1_000
}

async function readGoldens(): Promise<Golden[]> {
  const goldens: Golden[] = []
  for (const file of (await readdir(TESTDATA)).toSorted()) {
    // The goldens' own tests prove their shape.
    const { facts } = JSON.parse(await readFile(`${TESTDATA}${file}`, 'utf8')) as { facts: unknown }
    goldens.push({ name: file.replace(/\.json$/, ''), text: JSON.stringify(facts) })
  }
  if (goldens.length === 0) throw new Error('There are no golden facts files.')
  return goldens
}
