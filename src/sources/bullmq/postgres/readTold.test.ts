import { expect, test } from 'vitest'
import { toldJobs } from './readTold.ts'
import { tablesIn } from './sql/tables.ts'

/** Whether each call could go on from where the one before ended, by what a server said of its transactions. */
async function followed(...said: readonly { readonly horizon: bigint; readonly next?: bigint; readonly incarnation?: string }[]) {
  const answers = said.map(({ horizon, next = horizon, incarnation = '7-00000001' }) => [
    { incarnation, horizon: String(horizon), next: String(next), lost: 0, newest: [], told: [] },
  ])
  const refuse = async () => await Promise.reject(new Error('Nobody writes here.'))
  // The only statement is that of such a row.
  const read = async <Row>() => (answers.shift() ?? []) as Row[]
  const readTold = toldJobs({ read, readTogether: refuse, write: refuse, close: refuse }, tablesIn('bullmq'))
  const complete: boolean[] = []
  let cursor: string | null = null
  while (answers.length > 0) {
    const told = await readTold(['emails'], cursor)
    cursor = told.cursor
    complete.push(told.complete)
  }
  return complete
}

test('transactions are followed as far as a row tells them apart, and on one server', async () => {
  const horizon = 1_000n
  expect(await followed({ horizon }, { horizon: horizon + 5n }, { horizon: horizon + 5n })).toEqual([true, true, true])
  expect(await followed({ horizon }, { horizon, next: horizon + 2n ** 31n - 1n })).toEqual([true, true])
  expect(await followed({ horizon }, { horizon, next: horizon + 2n ** 31n })).toEqual([true, false])
  expect(await followed({ horizon }, { horizon, incarnation: '7-00000002' })).toEqual([true, false])
})
