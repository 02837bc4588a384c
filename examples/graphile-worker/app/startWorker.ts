import process from 'node:process'
import { run, type TaskList } from 'graphile-worker'

/** Graphile Worker sees to SIGTERM by itself. */
export async function startWorker(taskList: TaskList): Promise<void> {
  const runner = await run({ connectionString: process.env['EXPORTS_DATABASE'] ?? '', concurrency: 3, taskList })
  await runner.promise
}
