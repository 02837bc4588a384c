/** The second step: the worker of `app/worker.ts` with its exports tracked. Runs in its place with --tracked. */
import process from 'node:process'
import { createRuntruth } from 'runtruth'
import { exportCsv, tasks, type Export } from './app/exports.ts'
import { startWorker } from './app/startWorker.ts'
import config from './runtruth.config.ts'

const rt = await createRuntruth({
  database: process.env['RUNTRUTH_DATABASE'] ?? '',
  operations: [],
  sources: config.sources ?? [],
  // Nobody asks this process for anything.
  authorize: async () => await Promise.resolve(null),
})

await startWorker({
  ...tasks,
  export_csv: async (payload, { job }) =>
    await rt.track(job, async ({ progress }) => {
      // As in `app/exports.ts`.
      const order = payload as Export
      await exportCsv(order, (written) => progress({ processed: written, total: order.rows }))
    }),
})
await rt.close()
