import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { RULES } from './freshness.ts'
import { TRUTH_PROPERTIES } from './testing/properties.ts'
import { EVIDENCE_SIGNALS, FRESHNESS_STATES } from './verdict.ts'

const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url))
const document = readFileSync(`${REPOSITORY}docs/truth.md`, 'utf8')
const named = [...document.matchAll(/^\| (I\d+) \|[^|]*\| `([^`]+)`: ([^|]+) \|$/gm)].map(([, id = '', file = '', title = '']) => ({
  id,
  file,
  title,
}))

describe('docs/truth.md', () => {
  test('every invariant names a test that exists', () => {
    expect(named.length).toBe([...document.matchAll(/^\| I\d+ \|/gm)].length)
    for (const { id, file, title } of named) {
      expect(existsSync(REPOSITORY + file), `${id}: ${file}`).toBe(true)
      expect(readFileSync(REPOSITORY + file, 'utf8'), `${id}: ${title}`).toContain(`'${title}'`)
    }
  })

  test('every property is named by an invariant, and invariants are numbered without a gap', () => {
    const titles = named.map(({ title }) => title)
    expect(TRUTH_PROPERTIES.map(({ title }) => title).filter((title) => !titles.includes(title))).toEqual([])
    expect(named.map(({ id }) => id)).toEqual(named.map((_, index) => `I${index + 1}`))
  })

  test('every rule, signal and state is described', () => {
    for (const rule of RULES) expect(document).toMatch(new RegExp(`\\| (?:C1 · )?${rule}\\b`))
    for (const name of [...EVIDENCE_SIGNALS, ...FRESHNESS_STATES]) expect(document).toContain(`\`${name}\``)
  })
})
