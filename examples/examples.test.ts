import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { QUEUE_EXAMPLES } from './runner/examples.ts'

const here = fileURLToPath(new URL('.', import.meta.url))
const SCREEN_LINES = 45

describe.each(Object.keys(QUEUE_EXAMPLES))('the example %s', (name) => {
  test('has an application that knows nothing of Runtruth', () => {
    const files = globSync('**/*', { cwd: join(here, name, 'app'), withFileTypes: true }).filter((entry) => entry.isFile())
    expect(files.length).toBeGreaterThan(2)
    for (const { parentPath, name: file } of files) expect(readFileSync(join(parentPath, file), 'utf8')).not.toMatch(/runtruth|\.\.\/\.\./i)
  })
})

const linkedFrom = {
  ...Object.fromEntries(Object.keys(QUEUE_EXAMPLES).map((name) => [name, 'sources.md'])),
  'external-shell': 'embedding.md',
}

test.each(Object.entries(linkedFrom))('the example %s says on one screen what to type, and is linked from %s', (name, page) => {
  const words = readFileSync(join(here, name, 'README.md'), 'utf8')
  expect(words).toContain(`    npm run example -- ${name}\n`)
  expect(words.split('\n').length).toBeLessThan(SCREEN_LINES)
  expect(readFileSync(join(here, '../docs', page), 'utf8')).toContain(`../examples/${name}/README.md`)
})
