import { describe, expect, it, onTestFinished } from 'vitest'
import { silentLog } from '../../src/log.ts'
import { openQueueDatabase } from '../../src/sources/openQueueDatabase.ts'
import { openReadOnlyRoad } from '../../src/sources/pgBoss/observe/readOnlyRoad.ts'
import { openStandDatabase } from './openStandDatabase.ts'

type Ask = (text: string) => Promise<unknown>

/** Each way on which a source reads the PostgreSQL of others. */
const WAYS: Readonly<Record<string, (url: string) => { ask: Ask; close: () => Promise<void> }>> = {
  'pg-boss': (url) => {
    const road = openReadOnlyRoad(url, 'runtruth source stand', silentLog)
    return { ask: async (text) => await road.read(async (ask) => await ask(text)), close: road.close }
  },
  'BullMQ and Graphile Worker': (url) => {
    const database = openQueueDatabase({ url, source: 'stand', log: silentLog })
    return { ask: database.read, close: database.close }
  },
}

describe('the database of a queue', () => {
  it.each(Object.keys(WAYS))('is kept from being written by its own server, whatever is asked of it: %s', async (way) => {
    const database = await openStandDatabase({ ownStore: false })
    onTestFinished(database.close)
    const { ask, close } = WAYS[way]?.(database.url) ?? {}
    if (!ask || !close) throw new Error('There is no such way.')
    try {
      await expect(ask('create table left_behind (n int)')).rejects.toMatchObject({
        cause: { message: expect.stringMatching(/read-only transaction/) },
      })
      expect(await ask('select 1 as n')).toEqual([{ n: 1 }])
    } finally {
      await close()
    }
  })
})
