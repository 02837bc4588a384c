import { expect, test } from 'vitest'
import { changedJobs } from './readChanged.ts'

const TABLES = { jobs: 'jobs', tasks: 'tasks', queues: 'queues', sequence: null }

/** Whether each call could go on from where the one before ended, by what a server said of its transactions. */
async function followed(...said: readonly { readonly horizon: bigint; readonly next?: bigint; readonly incarnation?: string }[]) {
  const answers = said.map(({ horizon, next = horizon, incarnation = '7-00000001' }) => [
    { incarnation, horizon: String(horizon), next: String(next), writtenBy: null, id: null },
  ])
  const refuse = async () => await Promise.reject(new Error('Nobody writes here.'))
  // The only statement is that of such a row.
  const read = async <Row>() => (answers.shift() ?? []) as Row[]
  const readChanged = changedJobs({ read, readTogether: refuse, write: refuse, close: refuse })
  const complete: boolean[] = []
  let cursor: string | null = null
  while (answers.length > 0) {
    const recent = await readChanged(TABLES, cursor)
    cursor = recent.cursor
    complete.push(recent.complete)
  }
  return complete
}

test('transactions are followed as far as a row tells them apart, and on one server whose count goes on', async () => {
  const horizon = 1_000n
  expect(await followed({ horizon }, { horizon: horizon + 5n }, { horizon: horizon + 5n })).toEqual([true, true, true])
  expect(await followed({ horizon }, { horizon, next: horizon + 2n ** 31n - 1n })).toEqual([true, true])
  expect(await followed({ horizon }, { horizon, next: horizon + 2n ** 31n })).toEqual([true, false])
  expect(await followed({ horizon }, { horizon: horizon - 1n })).toEqual([true, false])
  expect(await followed({ horizon }, { horizon, incarnation: '7-00000002' })).toEqual([true, false])
})
