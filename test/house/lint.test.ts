import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import housePlugin from '../../scripts/lint/housePlugin.ts'
import { lintFixtures, readFixtures, type Diagnostic } from './lintFixtures.ts'
import { projectRoot } from './projectRoot.ts'

const files = await readFixtures()
let bad: Diagnostic[] = []
let good: Diagnostic[] = []

beforeAll(async () => {
  bad = await lintFixtures('bad')
  good = await lintFixtures('good')
}, 60_000)

describe.each(files.filter((file) => file.kind === 'bad'))('$rule', ({ rule, path, expectedLines }) => {
  test(`fires on ${path}`, () => {
    const lines = bad.filter((found) => found.rule === rule && found.path === path).map((found) => found.line)
    expect(lines).not.toHaveLength(0)
    if (expectedLines.length > 0) expect([...new Set(lines)].toSorted((a, b) => a - b)).toEqual(expectedLines)
  })
})

describe.each(files.filter((file) => file.kind === 'good'))('$rule', ({ rule, path }) => {
  test(`stays silent on ${path}`, () => {
    expect(good.filter((found) => found.rule === rule && found.path === path)).toEqual([])
  })
})

test('no fixture hides another one of the same path', () => {
  const paths = files.map((file) => `${file.kind} ${file.path}`)
  expect(paths.filter((path, index) => paths.indexOf(path) !== index)).toEqual([])
})

test('every house rule is switched on and has a fixture that breaks it', async () => {
  const configuration = await readFile(join(projectRoot, '.oxlintrc.json'), 'utf8')
  for (const rule of Object.keys(housePlugin.rules)) {
    expect(configuration).toContain(`"house/${rule}": "error"`)
    expect(files.map((file) => file.kind + file.rule)).toEqual(expect.arrayContaining([`badhouse(${rule})`, `goodhouse(${rule})`]))
  }
})
