import type { AbsentJob, JobRef, JobWord } from '../../contract.ts'
import { readInstance } from './instances.ts'
import type { Ask } from '../../openQueueDatabase.ts'
import type { Shape } from './shape.ts'
import { probeJobs, type ProbeRow } from './sql/probeJobs.ts'
import { selectInstances, type InstanceRow } from './sql/selectInstances.ts'
import { toWord } from './toWord.ts'

const NEVER_GIVEN = '00000000-0000-0000-0000-000000000000'
const GONE =
  'No such job is there any more. pg-boss has ended jobs deleted after a while, and workers and people may delete any; which it was it does not say.'
const SUCCEEDED_BY = 'Another job has this id by now, created later: this one was deleted before. What became of it pg-boss does not say.'

export function isUuid(id: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)
}

export async function probeAll(ask: Ask, shape: Shape, jobs: readonly JobRef[]): Promise<(JobWord | AbsentJob)[]> {
  const [rows, instanceRows] = await Promise.all([
    ask<ProbeRow>(probeJobs(shape), [jobs.map(({ queue }) => queue), jobs.map(({ id }) => (isUuid(id) ? id : NEVER_GIVEN))]),
    shape.hasInstances ? ask<InstanceRow>(selectInstances(shape)) : [],
  ])
  const instances = instanceRows.map(readInstance)
  const found = new Map(rows.map((row) => [row.asked - 1, row]))
  return jobs.map((job, at) => {
    const row = found.get(at)
    if (!row || row.id !== job.id.toLowerCase()) return absent(job, GONE)
    const word = toWord(row, instances)
    if (job.key !== '' && job.key !== word.key) return absent(job, SUCCEEDED_BY)
    return word
  })
}

function absent({ queue, id, key }: JobRef, because: string): AbsentJob {
  return { queue, id, key, state: 'absent', end: 'unknown', endedAt: null, because }
}
