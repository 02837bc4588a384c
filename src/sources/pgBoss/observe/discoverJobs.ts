import type { Discovered, JobWord } from '../../contract.ts'
import { readInstance } from './instances.ts'
import type { Ask } from '../../openQueueDatabase.ts'
import type { Shape } from './shape.ts'
import type { JobRow } from './sql/jobColumns.ts'
import { pageOfQueue } from './sql/pageOfQueue.ts'
import { selectInstances, type InstanceRow } from './sql/selectInstances.ts'
import { selectFollowed } from './sql/selectQueues.ts'
import { toWord } from './toWord.ts'

const BEFORE_ALL = '00000000-0000-0000-0000-000000000000'

/**
 * Queue by queue in the order of their names, and by id within one. A queue or a job that comes meanwhile and would have had its
 * place in what was read already is new, and `recent` tells of it; no row ever changes its place.
 */
export async function discoverJobs(
  ask: Ask,
  shape: Shape,
  only: readonly string[] | null,
  cursor: string | null,
  limit: number,
): Promise<Discovered> {
  const [queues, instanceRows] = await Promise.all([
    ask<{ name: string }>(selectFollowed(shape), [only]),
    shape.hasInstances ? ask<InstanceRow>(selectInstances(shape)) : [],
  ])
  const instances = instanceRows.map(readInstance)
  const from = cursor === null ? null : readCursor(cursor)
  const names = queues
    .map(({ name }) => name)
    .filter((name) => from === null || name >= from.queue)
    .toSorted((a, b) => (a < b ? -1 : 1))
  const words: JobWord[] = []
  for (const name of names) {
    const after = from !== null && from.queue === name ? from.id : BEFORE_ALL
    const wanted = limit - words.length
    const rows = await ask<JobRow>(pageOfQueue(shape), [name, after, wanted])
    words.push(...rows.map((row) => toWord(row, instances)))
    const last = rows.at(-1)
    if (last && rows.length === wanted) return { words, cursor: JSON.stringify([name, last.id]) }
  }
  return { words, cursor: null }
}

function readCursor(cursor: string): { queue: string; id: string } {
  // Written below, by this release or an earlier one.
  const [queue, id] = JSON.parse(cursor) as [string, string]
  return { queue, id }
}
