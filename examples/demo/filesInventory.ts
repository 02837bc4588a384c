import { join } from 'node:path'
import { defineOperation } from 'runtruth'
import { z } from 'zod'
import { hashFile, listFiles, paceMs, pause, writeWhole, type FileRecord } from './files.ts'
import { inventoryFile, PROJECT } from './places.ts'

/** Walks a directory and hashes what is in it. How much there is, is known only after the walk: activity first, then counted. */
export const filesInventory = defineOperation({
  type: 'files.inventory',
  label: 'File inventory',
  lifecycle: { queuedWindow: '10m', runningWindow: '30m', reportsEvery: '30s', reconcileAfter: '10m' },
  input: z.strictObject({
    /** A directory on the machine of the worker. */
    path: z
      .string()
      .min(1)
      .default(() => join(PROJECT, 'node_modules', 'zod')),
    /** Milliseconds to pause after each file. */
    pace: z.int().min(0).max(10_000).optional(),
  }),
  retry: 'safe',
  async run({ operationId, workspace, tenant, input, signal, progress }) {
    const paths = await listFiles(input.path, signal)
    const total = paths.length
    const pace = paceMs(input.pace, total)
    const records: FileRecord[] = []
    let processed = 0
    let skipped = 0
    let bytes = 0
    const report = () => {
      if (total > 0) progress({ processed, total, skipped, bytes })
    }
    report()
    for (const path of paths) {
      const record = await hashFile(input.path, path, signal, (read) => {
        bytes += read
        report()
      })
      if (record) records.push(record)
      else skipped += 1
      processed += 1
      report()
      await pause(pace, signal)
    }
    const inventory = { path: input.path, tenant, files: records }
    await writeWhole(inventoryFile({ workspace, id: operationId }), `${JSON.stringify(inventory, null, 2)}\n`)
    return { counts: { processed, total, skipped, bytes }, outcome: skipped === 0 ? 'succeeded' : 'partially_succeeded' }
  },
})
