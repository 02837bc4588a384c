import { join } from 'node:path'
import { defineOperation, OperationFailure, type DomainAdapter } from 'runtruth'
import { z } from 'zod'
import { backupProblem, manifestFile, readArchive, readManifest, writeArchive, type Manifest } from './backup.ts'
import { hashFile, listFiles, paceMs, pause, writeWhole, type FileRecord } from './files.ts'
import { backupDir, PROJECT } from './places.ts'

/** Archives a directory and proves that the archive holds it: collect → archive → manifest → verify. */
export const filesBackup = defineOperation({
  type: 'files.backup',
  label: 'File backup',
  lifecycle: { queuedWindow: '10m', runningWindow: '20m', reconcileAfter: '10m' },
  input: z.strictObject({
    /** A directory on the machine of the worker. */
    path: z
      .string()
      .min(1)
      .default(() => join(PROJECT, 'src')),
    /** Milliseconds to pause after each file that is collected. */
    pace: z.int().min(0).max(10_000).optional(),
  }),
  // Two backups of one scope at once would read the disk twice for nothing.
  exclusive: true,
  retry: 'safe',
  async run({ operationId, workspace, input, signal, phase, progress }) {
    const directory = backupDir({ workspace, id: operationId })

    await phase('Collecting files')
    const paths = await listFiles(input.path, signal)
    if (paths.length === 0) throw new OperationFailure('nothing_to_back_up', `There are no files in ${input.path}.`)
    const pace = paceMs(input.pace, paths.length)
    const files: FileRecord[] = []
    let bytes = 0
    for (const path of paths) {
      const record = await hashFile(input.path, path, signal, (read) => {
        bytes += read
      })
      if (record) files.push(record)
      progress({ processed: files.length, total: paths.length, bytes })
      await pause(pace, signal)
    }

    await phase('Writing the archive')
    await writeArchive(
      input.path,
      files.map((file) => file.path),
      directory,
      signal,
    )

    await phase('Writing the manifest')
    const { archive } = await readArchive(directory, signal)
    const skipped = paths.length - files.length
    const manifest: Manifest = { archive, files, skipped }
    await writeWhole(manifestFile(directory), `${JSON.stringify(manifest, null, 2)}\n`)

    await phase('Verifying')
    const problem = await backupProblem(directory, signal)
    if (problem !== null)
      throw new OperationFailure('backup_does_not_verify', `${problem} Files may have changed while they were read; run the backup again.`)
    return {
      counts: { processed: files.length, total: paths.length, skipped, bytes },
      outcome: skipped === 0 ? 'succeeded' : 'partially_succeeded',
    }
  },
})

/** A worker that died after the last byte did the work all the same: archive and manifest exist and verify. */
export const backupAdapter: DomainAdapter = {
  type: filesBackup.type,
  async settle(run, { signal }) {
    const directory = backupDir(run)
    if ((await backupProblem(directory, signal)) !== null) return null
    const manifest = await readManifest(directory)
    if (!manifest || manifest.skipped > 0) return null
    const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0)
    return {
      outcome: 'succeeded',
      because: `Archive and manifest exist and verify: ${manifest.files.length} files, SHA-256 of the archive ${manifest.archive.sha256.slice(0, 12)}.`,
      counts: { processed: manifest.files.length, total: manifest.files.length, bytes },
    }
  },
}
