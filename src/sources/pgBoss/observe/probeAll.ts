import type { AbsentJob, JobRef, JobWord } from '../../contract.ts'
import { readInstance } from './instances.ts'
import type { Ask } from './readOnlyRoad.ts'
import type { Shape } from './shape.ts'
import { probeJobs, type ProbeRow } from './sql/probeJobs.ts'
import { selectInstances, type InstanceRow } from './sql/selectInstances.ts'
import { toWord } from './toWord.ts'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const NOBODY = '00000000-0000-0000-0000-000000000000'

export async function probeAll(ask: Ask, shape: Shape, jobs: readonly JobRef[]): Promise<(JobWord | AbsentJob)[]> {
  const [rows, instanceRows] = await Promise.all([
    ask<ProbeRow>(probeJobs(shape), [jobs.map(({ queue }) => queue), jobs.map(({ id }) => (UUID.test(id) ? id : NOBODY))]),
    shape.hasInstances ? ask<InstanceRow>(selectInstances(shape)) : [],
  ])
  const instances = instanceRows.map(readInstance)
  const found = new Map(rows.map((row) => [row.asked - 1, row]))
  return jobs.map((job, at) => {
    const row = found.get(at)
    if (!row || row.id !== job.id.toLowerCase())
      return absent(
        job,
        'pg-boss has no such job any more. It deletes ended jobs after a while, and workers may delete theirs; which it was it does not say.',
      )
    const word = toWord(row, instances)
    if (job.key !== '' && job.key !== word.key)
      return absent(job, 'pg-boss has another job under this id, created later; what became of this one it does not say.')
    return word
  })
}

function absent({ queue, id, key }: JobRef, because: string): AbsentJob {
  return { queue, id, key, state: 'absent', end: 'unknown', endedAt: null, because }
}
