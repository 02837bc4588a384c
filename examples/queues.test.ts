import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { EXAMPLES } from './runner/examples.ts'

const here = fileURLToPath(new URL('.', import.meta.url))
const SCREEN_LINES = 45

describe.each(Object.keys(EXAMPLES))('the example %s', (name) => {
  test('has an application that knows nothing of Runtruth', () => {
    const files = globSync('**/*', { cwd: join(here, name, 'app'), withFileTypes: true }).filter((entry) => entry.isFile())
    expect(files.length).toBeGreaterThan(2)
    for (const { parentPath, name: file } of files) expect(readFileSync(join(parentPath, file), 'utf8')).not.toMatch(/runtruth|\.\.\/\.\./i)
  })

  test('says on one screen what to type, and is linked from where people look', () => {
    const page = readFileSync(join(here, name, 'README.md'), 'utf8')
    expect(page).toContain(`    npm run example -- ${name}\n`)
    expect(page.split('\n').length).toBeLessThan(SCREEN_LINES)
    expect(readFileSync(join(here, '../docs/sources.md'), 'utf8')).toContain(`../examples/${name}/README.md`)
  })
})
