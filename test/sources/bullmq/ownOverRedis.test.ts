import { describe, expect, it } from 'vitest'
import { eventually } from '../../support/eventually.ts'
import { findRedis, WHY_NO_REDIS } from '../../support/redisServer.ts'
import { openScene, WITHIN_MS } from '../contract/scene.ts'
import { describeBullmq, isProvenGone, LOCK, readerWith, see } from './describeBullmq.ts'
import { openRedisStand } from './openRedisStand.ts'

describe.skipIf(!findRedis())(`over Redis${WHY_NO_REDIS}`, () => {
  describeBullmq('bullmq', { keepsSession: false }, openRedisStand)

  const holding = async () => {
    const scene = await openScene(openRedisStand)
    const reader = readerWith(scene.stand, LOCK)
    await reader.look()
    const worker = await scene.stand.worker(LOCK)
    await reader.look()
    const job = await scene.add({ payload: { do: 'hold' } })
    await scene.until(job, 'active')
    await see(reader, job)
    return { ...scene, reader, worker, job }
  }

  const connectionsOf = async ({ admin }: { admin: Awaited<ReturnType<typeof openRedisStand>>['admin'] }) =>
    String(await admin.client('LIST'))
      .split('\n')
      .filter((line) => line.includes(`name=bull:${Buffer.from('emails').toString('base64')}`))

  /** A reader whose user may not do everything. */
  const readerWithout = async (stand: Awaited<ReturnType<typeof openRedisStand>>, ...forbidden: string[]) => {
    await stand.admin.call('ACL', 'SETUSER', 'viewer', 'on', '>seen', '~*', '+@all', ...forbidden)
    const { port } = new URL('redis' in stand.connection ? stand.connection.redis : '')
    return readerWith(stand, { connection: { redis: `redis://viewer:seen@127.0.0.1:${port}` } })
  }

  it('a worker whose connection is cut for a moment is never proven gone, and goes on', async () => {
    const { stand, reader, job, until } = await holding()
    const [before] = await connectionsOf(stand)
    await stand.admin.call('CLIENT', 'KILL', 'ID', /id=(\d+)/.exec(before ?? '')?.[1] ?? '')
    await eventually('its connection to be back', WITHIN_MS, async () => {
      const sight = await see(reader, job)
      expect(isProvenGone(sight)).toBe(false)
      const [away, back] = [
        sight.holders.some(({ connected }) => connected === false),
        sight.holders.some(({ connected }) => connected === true),
      ]
      return away && back ? { found: undefined } : { seen: JSON.stringify(sight.holders) }
    })
    await stand.release(job.id)
    expect(await until(job, 'completed')).toMatchObject({ attempt: 1 })
  })

  it('a worker that was killed is proven gone before its lock has run out, beside others of its host that said nothing meanwhile', async () => {
    const { stand, reader, job, worker } = await holding()
    const before = await see(reader, job)
    await eventually('a renewal', WITHIN_MS, async () => {
      const { word } = await see(reader, job)
      return (word.beat?.at ?? 0) > (before.word.beat?.at ?? 0) ? { found: undefined } : { seen: JSON.stringify(word.beat) }
    })
    await worker.kill('SIGKILL')
    await eventually('the proof', WITHIN_MS, async () => {
      const sight = await see(reader, job)
      return isProvenGone(sight) ? { found: undefined } : { seen: JSON.stringify(sight) }
    })
    expect(await stand.client.getActiveCount()).toBe(1)
  })

  it('says when events were trimmed that it had not read, and tells of what is there at once', async () => {
    const { stand, reader, add } = await openScene(openRedisStand)
    await add({ payload: { do: 'hold' } })
    const { cursor } = await reader.recent(null)
    const missed = await stand.add({ payload: { do: 'hold' } })
    await stand.admin.xtrim('bull:emails:events', 'MAXLEN', 0)
    const lost = await reader.recent(cursor)
    expect(lost.complete).toBe(false)
    expect(lost.words.map(({ id }) => id)).toContain(missed)
    const next = await stand.add({ payload: { do: 'hold' } })
    const found = await reader.recent(lost.cursor)
    if (found.complete) expect(found.words.map(({ id }) => id)).toContain(next)
  })

  it('checks no worker where the server does not list its clients', async () => {
    const scene = await holding()
    const { stand, job } = scene
    const reader = await readerWithout(stand, '-client|list', '-info')
    const look = await reader.look()
    expect(look).toMatchObject({ upSince: null, workers: [], queues: [{ liveWorkers: null }] })
    const [word] = await reader.probe([job])
    expect(word).toMatchObject({ state: 'active', holders: [], beat: expect.anything() })
    expect((await reader.discover(null, 10)).words).toHaveLength(1)
  })

  it('tells every state where the server cannot score many at once, as before Redis 6.2', async () => {
    const { stand, job, add, until } = await holding()
    const delayed = await add({ payload: { do: 'hold' }, delayMs: 3_600_000 })
    const others = await Promise.all((['succeed', 'fail'] as const).map(async (what) => await add({ payload: { do: what } })))
    await stand.release(job.id)
    await Promise.all(others.map(async (other) => await until(other, 'completed', 'failed')))
    const reader = await readerWithout(stand, '-zmscore')
    const words = await reader.probe([job, delayed, ...others, { ...job, id: 'nobody' }])
    expect(words.map(({ state }) => state)).toEqual(['completed', 'delayed', 'completed', 'failed', 'absent'])
    expect(words[1]).toMatchObject({ availableAt: delayed.availableAt })
  })

  it('keeps to its prefix', async () => {
    const { stand } = await openScene(openRedisStand)
    await stand.add({ payload: { do: 'hold' } })
    const connection = { redis: 'redis' in stand.connection ? stand.connection.redis : '', prefix: 'bul' }
    const reader = readerWith(stand, { connection, queues: 'all' })
    expect((await reader.discover(null, 10)).words).toEqual([])
    expect((await reader.look()).queues).toEqual([])
  })
})
