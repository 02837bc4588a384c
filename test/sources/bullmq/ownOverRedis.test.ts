import { describe, expect, it, vi } from 'vitest'
import { readLook } from '../../../src/sources/bullmq/redis/readLook.ts'
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

  it('says when events of a new queue were trimmed or deleted before it had read any', async () => {
    const { stand, reader } = await openScene(openRedisStand)
    const { cursor } = await reader.recent(null)
    for (let added = 0; added < 2; added += 1) await stand.add({ payload: { do: 'hold' } })
    expect(await reader.recent(cursor)).toMatchObject({ complete: true })
    await stand.admin.xtrim('bull:emails:events', 'MAXLEN', 1)
    expect(await reader.recent(cursor)).toMatchObject({ complete: false })
    await stand.admin.del('bull:emails:events')
    expect(await reader.recent(cursor)).toMatchObject({ complete: false })
  })

  it('does not say what became of a job that went while events were trimmed, neither asking for it nor following', async () => {
    const { reader, open, stand, add } = await openScene(openRedisStand)
    const job = await add({ payload: { do: 'hold' } })
    const { cursor } = await reader.recent(null)
    const asking = open()
    expect(await asking.probe([{ ...job, key: `${job.queue}/${job.id}@1` }])).toMatchObject([{ state: 'absent', end: 'unknown' }])
    await stand.remove(job.id)
    await stand.admin.xtrim('bull:emails:events', 'MAXLEN', 0)
    expect(await asking.probe([job])).toMatchObject([{ state: 'absent', end: 'unknown' }])
    await reader.recent(cursor)
    expect(await reader.probe([job])).toMatchObject([{ state: 'absent', end: 'unknown' }])
  })

  it('says since when a job is due that was promoted, and not by what it knew before events were trimmed', async () => {
    const { reader, stand, add } = await openScene(openRedisStand)
    const job = await add({ payload: { do: 'hold' }, delayMs: 3_600_000 })
    await (await stand.client.getJob(job.id))?.promote()
    const { cursor } = await reader.recent(null)
    const [promoted] = await reader.probe([job])
    const { now } = await reader.look()
    if (promoted?.state !== 'waiting') throw new Error('It waits.')
    expect(promoted.availableAt?.getTime()).toBeLessThanOrEqual(now.getTime())
    // It was given out and came back, of which the events that are gone told.
    await stand.admin.hset(`bull:emails:${job.id}`, 'processedOn', now.getTime() + 1)
    await stand.admin.xtrim('bull:emails:events', 'MAXLEN', 0)
    await reader.recent(cursor)
    expect(await reader.probe([job])).toMatchObject([{ state: 'waiting', availableAt: new Date(now.getTime() + 1) }])
  })

  it('does not say that nobody serves a queue while a lock is fresh of which it has seen no worker: not all clients name themselves', async () => {
    const { stand, open, add, until } = await openScene(openRedisStand)
    const job = await add({ payload: { do: 'hold' } })
    const worker = await stand.worker()
    await until(job, 'active')
    await worker.kill('SIGKILL')
    await eventually('its connection to be gone', WITHIN_MS, async () => {
      const listed = await connectionsOf(stand)
      return listed.length === 0 ? { found: undefined } : { seen: listed.join(', ') }
    })
    expect((await open().look()).queues).toMatchObject([{ liveWorkers: null }])
  })

  it('begins discovering anew when the server is another one, to which a place in the walk means nothing', async () => {
    const { stand, reader } = await openScene(openRedisStand, { ownStore: true })
    const there = await stand.crowd(500, { do: 'hold' })
    const begun = await reader.discover(null, 250)
    await stand.restartStore?.()
    const met = new Set(begun.words.map(({ id }) => id))
    let { cursor } = begun
    while (cursor !== null) {
      const from = cursor
      const page = await eventually('a page', WITHIN_MS, async () => {
        return await reader.discover(from, 250).then(
          (found) => ({ found }),
          (error: unknown) => ({ seen: String(error) }),
        )
      })
      for (const { id } of page.words) met.add(id)
      cursor = page.cursor
    }
    expect(there.filter((id) => !met.has(id))).toEqual([])
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

  it('takes no job for active that ended while it looked', async () => {
    const { admin } = (await holding()).stand
    const together = admin.multi()
    const exec = together.exec.bind(together)
    vi.spyOn(admin, 'multi').mockImplementationOnce(() => together)
    vi.spyOn(together, 'exec').mockImplementationOnce(async () => {
      await admin.del('bull:emails:active')
      return await exec()
    })
    expect((await readLook(admin, 'bull', ['emails'])).queues).toMatchObject([{ name: 'emails', active: [] }])
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
