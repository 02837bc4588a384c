import { describe, expect, test } from 'vitest'
import type { Ask } from '../../openQueueDatabase.ts'
import { recentJobs } from './recentJobs.ts'
import type { Shape } from './shape.ts'
import { OPEN_TRANSACTIONS, type MarkRow } from './sql/openTransactions.ts'

const MARK: MarkRow = { at: '2026-01-01T12:00:00.000000Z', until: 'infinity', open: [], hidden: false, prepared: false, standby: false }
const SHAPE: Shape = { schema: '"pgboss"', job: new Set(), queue: new Set(), hasInstances: false, tellsNew: true }
const LONG = '2026-01-01T11:00:00.000001Z'

/** One call after another, each from where the last one ended, of a server that says this of itself and has no jobs. */
async function calls(marks: readonly Partial<MarkRow>[], shape: Partial<Shape> = {}) {
  const memory = { cursor: null, told: new Map() }
  const asked: (readonly unknown[])[] = []
  let cursor: string | null = null
  let complete = true
  for (const said of marks) {
    const ask: Ask = async <R>(text: string, values: readonly unknown[] = []) => {
      if (text !== OPEN_TRANSACTIONS) asked.push(values)
      // The rows of that statement, and of any other none.
      return (text === OPEN_TRANSACTIONS ? [{ ...MARK, ...said }] : []) as R[]
    }
    ;({ cursor, complete } = await recentJobs(ask, { ...SHAPE, ...shape }, null, cursor, memory))
  }
  return { asked, complete }
}

describe('what is recent', () => {
  test('is called complete only where nothing can have been missed', async () => {
    expect((await calls([{}, {}])).complete).toBe(true)
    expect((await calls([{}, { hidden: true }])).complete).toBe(false)
    expect((await calls([{}, {}], { tellsNew: false })).complete).toBe(false)
    // Its transactions are those of its readers; those that write are on the primary.
    expect((await calls([{}, { standby: true }])).complete).toBe(false)
  })

  test('is asked of a transaction until it has ended, and while any is prepared of all that were under way before', async () => {
    const isAskedLast = async (...marks: readonly Partial<MarkRow>[]) => JSON.stringify((await calls(marks)).asked.at(-1)).includes(LONG)
    expect(await isAskedLast({ open: [LONG] }, {})).toBe(true)
    expect(await isAskedLast({ open: [LONG] }, {}, {})).toBe(false)
    expect(await isAskedLast({ open: [LONG] }, { prepared: true }, { prepared: true }, {})).toBe(true)
  })
})
