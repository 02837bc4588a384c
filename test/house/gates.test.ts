import { execFile } from 'node:child_process'
import { appendFile, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { projectRoot } from './projectRoot.ts'

/** A small house with the real gate in it, so that it can be broken. */
let house = ''

beforeAll(async () => {
  house = await mkdtemp(join(tmpdir(), 'runtruth-gates-'))
  await writeFile(join(house, 'package.json'), '{ "type": "module" }')
  for (const file of ['scripts/gen-errors.ts', 'scripts/lineDiff.ts', 'scripts/steps.ts', 'src/errors.ts']) {
    await mkdir(join(house, file, '..'), { recursive: true })
    await cp(join(projectRoot, file), join(house, file))
  }
  const table = (name: string) =>
    `import { ERROR_CODES } from '../errors.ts'\nexport const ${name} = Object.fromEntries(Object.keys(ERROR_CODES).map((code) => [code, 1]))\n`
  await mkdir(join(house, 'src/http'))
  await mkdir(join(house, 'src/cli'))
  await writeFile(join(house, 'src/http/problem.ts'), table('HTTP_STATUS'))
  await writeFile(join(house, 'src/cli/exitCodes.ts'), table('EXIT_CODE'))
})

afterAll(async () => {
  await rm(house, { recursive: true, force: true })
})

describe('docs/reference/errors.md', () => {
  test('is accepted as generated, and refused when missing or edited by hand', async () => {
    expect((await node('scripts/gen-errors.ts', '--check')).code).toBe(1)
    expect((await node('scripts/gen-errors.ts')).code).toBe(0)
    expect((await node('scripts/gen-errors.ts', '--check')).code).toBe(0)
    await appendFile(join(house, 'docs/reference/errors.md'), 'An edit by hand.\n')
    const refused = await node('scripts/gen-errors.ts', '--check')
    expect(refused.code).toBe(1)
    expect(refused.output).toContain('An edit by hand.')
  })

  test('is refused when an edge forgets a code', async () => {
    await writeFile(join(house, 'src/cli/exitCodes.ts'), 'export const EXIT_CODE = { not_found: 3 }\n')
    expect((await node('scripts/gen-errors.ts', '--check')).code).toBe(1)
  })
})

describe('a lane', () => {
  const lane = (...codes: number[]) =>
    `import { runSteps } from './steps.ts'
await runSteps(${JSON.stringify(codes.map((code, index) => ({ name: `step ${index}`, command: ['node', '-e', `process.exitCode = ${code}`] })))})\n`

  test('fails when any step fails, and still runs the steps after it', async () => {
    await writeFile(join(house, 'scripts/lane.ts'), lane(0, 1, 0))
    const { code, output } = await node('scripts/lane.ts')
    expect(code).toBe(1)
    expect(output).toMatch(/ok +step 0[\s\S]*FAILED step 1[\s\S]*ok +step 2/)
  })

  test('succeeds when every step does', async () => {
    await writeFile(join(house, 'scripts/lane.ts'), lane(0, 0))
    expect((await node('scripts/lane.ts')).code).toBe(0)
  })
})

async function node(...args: string[]): Promise<{ code: number; output: string }> {
  return await new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: house }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, output: stdout + stderr })
    })
  })
}
