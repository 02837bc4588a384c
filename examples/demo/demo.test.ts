import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { OperationContext, OperationDefinition, SettleableRun } from 'runtruth'
import { archiveFile, backupProblem, manifestFile } from './backup.ts'
import { backupAdapter, filesBackup } from './filesBackup.ts'
import { filesInventory } from './filesInventory.ts'
import { paceMs } from './files.ts'
import { backupDir, inventoryFile } from './places.ts'

type Counts = Parameters<OperationContext<unknown>['progress']>[0]

let root: string
let source: string
let before: string | undefined
beforeEach(async () => {
  before = process.env['RUNTRUTH_DATA_DIR']
  root = await mkdtemp(join(tmpdir(), 'runtruth-demo-'))
  process.env['RUNTRUTH_DATA_DIR'] = join(root, 'data')
  source = join(root, 'source')
  await mkdir(join(source, 'deep', '@scope'), { recursive: true })
  await writeFile(join(source, 'a.txt'), 'alpha')
  await writeFile(join(source, '@b.txt'), 'beta')
  await writeFile(join(source, 'deep', '@scope', `${'long-'.repeat(30)}name.bin`), Buffer.alloc(200_000, 7))
  await symlink(source, join(source, 'deep', 'loop'))
})
afterEach(async () => {
  if (before === undefined) delete process.env['RUNTRUTH_DATA_DIR']
  else process.env['RUNTRUTH_DATA_DIR'] = before
  await rm(root, { recursive: true })
})

const RUN = { id: '7', workspace: 'demo', tenant: 'contoso', attempt: 1 }

async function run(definition: OperationDefinition, signal = new AbortController().signal, onProgress?: () => void) {
  const reported: Counts[] = []
  const phases: string[] = []
  const context: OperationContext<unknown> = {
    operationId: RUN.id,
    workspace: RUN.workspace,
    tenant: RUN.tenant,
    attempt: RUN.attempt,
    input: definition.input.parse({ path: source, pace: 0 }),
    signal,
    progress: (counts) => {
      reported.push(counts)
      onProgress?.()
    },
    phase: async (name) => void phases.push(name),
    child: async () => await Promise.reject(new Error('The demo has no parts.')),
  }
  const result = await definition.run(context as OperationContext<never>)
  return { result, reported, phases }
}

function settleable(): SettleableRun {
  return { ...RUN, type: filesBackup.type, input: {}, createdAt: new Date(0), startedAt: null }
}

async function settle() {
  return await backupAdapter.settle(settleable(), { signal: new AbortController().signal })
}

test('an inventory hashes every file once, and counts only when it knows how many there are', async () => {
  const { result, reported } = await run(filesInventory)
  expect(result).toEqual({ counts: { processed: 3, total: 3, skipped: 0, bytes: 200_009 }, outcome: 'succeeded' })
  expect(reported[0]).toMatchObject({ processed: 0, total: 3 })
  const inventory = JSON.parse(await readFile(inventoryFile(RUN), 'utf8'))
  expect(inventory.files).toContainEqual({ path: 'a.txt', bytes: 5, sha256: createHash('sha256').update('alpha').digest('hex') })
})

test('an inventory stops where it is asked to, and leaves no half of a file behind', async () => {
  const stop = new AbortController()
  await expect(run(filesInventory, stop.signal, () => stop.abort(new DOMException('cancelled', 'AbortError')))).rejects.toThrow('cancelled')
  await expect(readFile(inventoryFile(RUN))).rejects.toMatchObject({ code: 'ENOENT' })
})

test('a directory that is not there is said in words for operators', async () => {
  await rm(source, { recursive: true })
  await expect(run(filesInventory)).rejects.toMatchObject({ name: 'OperationFailure', code: 'no_such_directory' })
})

test('a backup goes through its phases and verifies', async () => {
  const { result, phases } = await run(filesBackup)
  expect(phases).toEqual(['Collecting files', 'Writing the archive', 'Writing the manifest', 'Verifying'])
  expect(result).toEqual({ counts: { processed: 3, total: 3, skipped: 0, bytes: 200_009 }, outcome: 'succeeded' })
  expect(await backupProblem(backupDir(RUN), new AbortController().signal)).toBeNull()
})

test('the adapter settles a backup whose archive and manifest exist and verify', async () => {
  expect(await settle(), 'nothing is there yet').toBeNull()
  await run(filesBackup)
  expect(await settle()).toMatchObject({
    outcome: 'succeeded',
    because: expect.stringMatching(/3 files/),
    counts: { processed: 3, total: 3 },
  })
})

test.each([
  ['the manifest is missing', async () => await rm(manifestFile(backupDir(RUN)))],
  ['the manifest is half written', async () => await truncate(manifestFile(backupDir(RUN)), 40)],
  ['the archive is missing', async () => await rm(archiveFile(backupDir(RUN)))],
  ['the archive is cut short', async () => await truncate(archiveFile(backupDir(RUN)), 300)],
  [
    'one byte of the archive differs',
    async () => {
      const archive = await readFile(archiveFile(backupDir(RUN)))
      archive[archive.length - 6] = (archive[archive.length - 6] ?? 0) ^ 1
      await writeFile(archiveFile(backupDir(RUN)), archive)
    },
  ],
  [
    'a digest of the manifest differs',
    async () => {
      const manifest = JSON.parse(await readFile(manifestFile(backupDir(RUN)), 'utf8'))
      manifest.files[0].sha256 = '0'.repeat(64)
      await writeFile(manifestFile(backupDir(RUN)), JSON.stringify(manifest))
    },
  ],
  [
    'the backup has gaps',
    async () => {
      const manifest = JSON.parse(await readFile(manifestFile(backupDir(RUN)), 'utf8'))
      await writeFile(manifestFile(backupDir(RUN)), JSON.stringify({ ...manifest, skipped: 1 }))
    },
  ],
])('the adapter proves nothing when %s', async (_what, damage) => {
  await run(filesBackup)
  await damage()
  expect(await settle()).toBeNull()
})

test('the pace spreads many files over about a minute and never keeps a few waiting', () => {
  expect(paceMs(undefined, 840) * 840).toBe(60_000)
  expect(paceMs(undefined, 2) * 2).toBeLessThan(1_000)
  expect(paceMs(0, 840)).toBe(0)
  expect(paceMs(undefined, 0)).toBeLessThan(1_000)
})
