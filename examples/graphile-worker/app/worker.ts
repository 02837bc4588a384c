import { tasks } from './exports.ts'
import { startWorker } from './startWorker.ts'

await startWorker(tasks)
