import type { Queue } from 'bullmq'
import type { JobState } from '../../../src/sources/contract.ts'

export async function countJobs(client: Queue): Promise<Record<JobState, number>> {
  const {
    wait = 0,
    waiting = 0,
    prioritized = 0,
    paused = 0,
    delayed = 0,
    active = 0,
    completed = 0,
    failed = 0,
    ...rest
  } = await client.getJobCounts()
  const children = rest['waiting-children'] ?? 0
  return { waiting: wait + waiting + prioritized + paused + children, delayed, active, completed, failed, cancelled: 0 }
}
