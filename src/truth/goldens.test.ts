import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { deriveVerdict } from './deriveVerdict.ts'
import { GOLDEN_CASES } from './testing/goldenCases.ts'
import { goldenName, goldenText, misjudgements, TESTDATA } from './testing/goldenFiles.ts'
import { LEGAL_CELLS } from './testing/properties.ts'
import { LIFECYCLES, VERDICT_REASONS } from './verdict.ts'

interface GoldenFile {
  readonly facts: unknown
}

const names = readdirSync(TESTDATA).filter((name) => name.endsWith('.json'))

describe('golden facts files', () => {
  test('every verdict is byte for byte the stored one', () => {
    for (const name of names) {
      const stored = readFileSync(join(TESTDATA, name), 'utf8')
      const { facts } = JSON.parse(stored) as GoldenFile // the shape goldenText writes
      expect(goldenText(facts), name).toBe(stored)
    }
  })

  test('every stored verdict is the one a person wrote down beforehand', () => {
    for (const given of GOLDEN_CASES) {
      const { facts } = JSON.parse(readFileSync(join(TESTDATA, goldenName(given)), 'utf8')) as GoldenFile // the shape goldenText writes
      expect(misjudgements(given, deriveVerdict(facts)), goldenName(given)).toEqual([])
    }
  })

  test('no file is without its case, and no case without its file', () => {
    expect(names.toSorted()).toEqual(GOLDEN_CASES.map(goldenName).toSorted())
  })

  test('every legal cell is shown in several situations', () => {
    for (const lifecycle of LIFECYCLES) {
      for (const freshness of LEGAL_CELLS[lifecycle]) {
        const shown = GOLDEN_CASES.filter(({ cell }) => cell === `${lifecycle}-${freshness}`)
        expect(shown.length, `${lifecycle} × ${freshness}`).toBeGreaterThanOrEqual(3)
      }
    }
  })

  test('every reason a verdict can give is shown', () => {
    expect(VERDICT_REASONS.filter((reason) => !GOLDEN_CASES.some((given) => given.reason === reason))).toEqual([])
  })
})
