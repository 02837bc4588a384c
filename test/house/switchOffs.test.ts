import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { unreasonedSwitchOffs } from '../../scripts/lint/switchOffs.ts'
import { projectRoot } from './projectRoot.ts'

// Joined here, so that this file does not switch anything off.
const off = (tool: string, rest: string) => `// ${tool}-${rest}`

test('a rule is never switched off in silence', () => {
  const files = globSync(['{src,web,test,scripts,bench,examples}/**/*.{ts,tsx}', '*.ts'], {
    cwd: projectRoot,
    exclude: ['**/node_modules/**'],
  })
  const silent = files
    .filter((file) => !file.startsWith(join('test', 'house')))
    .flatMap((file) => unreasonedSwitchOffs(readFileSync(join(projectRoot, file), 'utf8')).map((line) => `${file}:${line}`))
  expect(files.length).toBeGreaterThan(0)
  expect(silent).toEqual([])
})

test('a switch-off without a reason is found, whatever its form', () => {
  const lines = [
    off('oxlint', 'disable'),
    off('oxlint', 'disable-next-line no-console'),
    off('eslint', 'disable-line no-console -- why'),
    '// @ts-expect-error',
    '// @ts-ignore',
    '/* oxlint-' + 'disable */',
  ]
  expect(unreasonedSwitchOffs(lines.join('\n'))).toEqual([1, 2, 3, 4, 5, 6])
})

test('a switch-off with its reason passes', () => {
  const lines = [
    off('oxlint', 'disable-next-line no-console -- the answer of a command belongs on standard output'),
    '// @ts-expect-error a key that is not in the union must not compile',
    '// nothing is switched off here',
    '// The table is compared by eye, column by column.',
    '// oxfmt-' + 'ignore',
  ]
  expect(unreasonedSwitchOffs(lines.join('\n'))).toEqual([])
})
