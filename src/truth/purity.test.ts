import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('.', import.meta.url))
const sources = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.startsWith('testing'))
  .map((name) => join(ROOT, name))

/** Reads of the clock, the machine, the network and the locale. */
const IMPURE =
  /Date\.now|Date\.parse|new Date\(\)|performance\.|process\.|globalThis|Math\.random|Intl\.|toLocale|setTimeout|fetch\(|crypto\./

test('the truth engine imports nothing outside itself', () => {
  for (const path of sources) {
    for (const [, target = ''] of readFileSync(path, 'utf8').matchAll(/from '([^']+)'/g)) {
      expect(target.startsWith('.') && !relative(ROOT, resolve(dirname(path), target)).startsWith('..'), `${path} imports ${target}`).toBe(
        true,
      )
    }
  }
})

test('the truth engine reads no clock, no environment and no locale', () => {
  for (const path of sources) expect(IMPURE.exec(readFileSync(path, 'utf8'))?.[0], path).toBeUndefined()
})

test('the search for impurity would find one', () => {
  expect('const at = Date.now()').toMatch(IMPURE)
  expect('new Date()').toMatch(IMPURE)
  expect('new Date(ms).toISOString()').not.toMatch(IMPURE)
})
