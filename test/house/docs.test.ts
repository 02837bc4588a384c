import { join } from 'node:path'
import { expect, test } from 'vitest'
import { docProblems } from '../../scripts/docs/docProblems.ts'
import { projectRoot } from './projectRoot.ts'

const commands = [
  { name: 'run', flags: ['--workspace', '--wait'] },
  { name: 'token create', flags: ['--workspace'] },
]
const check = (kind: 'bad' | 'good') =>
  docProblems({ root: join(projectRoot, 'test/house/fixtures/docs', kind), pages: ['README.md'], npmScripts: ['verify'], commands })

test('a page whose links, paths, commands and tests exist has no problems', () => {
  expect(check('good')).toEqual([])
})

test('every kind of broken promise is found, at its line', () => {
  expect(check('bad').toSorted()).toEqual(
    [
      'README.md:3 links to docs/gone.md, which does not exist',
      'README.md:3 links to #nowhere, but the page has no heading for #nowhere',
      'README.md:3 links to picture.png, which does not exist',
      'README.md:4 names src/gone.ts, which does not exist',
      'README.md:4 names src/gone/*.ts, which does not exist',
      'README.md:5 names `npm run vanish`; package.json has no such script',
      'README.md:6 runtruth has no command "dance"; it has run, token create',
      'README.md:7 names the test "loses the order", which src/thing.test.ts does not have',
      'README.md:10 runtruth run has no flag --wokspace; it has --workspace, --wait',
      'README.md:11 runtruth has no command "token"; it has run, token create',
    ].toSorted(),
  )
})
