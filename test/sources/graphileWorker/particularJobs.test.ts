import { Logger, runOnce } from 'graphile-worker'
import { describe, expect, it } from 'vitest'
import { openScene } from '../contract/scene.ts'
import { openGraphileStand } from './openGraphileStand.ts'
import { STAND_TASK } from './standTask.ts'

const HOLD = { do: 'hold' }
const quiet = new Logger(() => () => {})

describe('a job', () => {
  it('that another one of its key replaced stays one job while it waits, with what it was given last', async () => {
    const { stand, reader, find } = await openScene(openGraphileStand)
    const { cursor } = await reader.recent(null)
    const { id } = await stand.utils.addJob(STAND_TASK, { n: 1 }, { jobKey: 'debounced', runAt: new Date(Date.now() + 3_600_000) })
    const first = await find(id)
    await stand.utils.addJob(STAND_TASK, { n: 2 }, { jobKey: 'debounced' })
    const second = await find(id)
    expect(second).toMatchObject({ key: first.key, state: 'waiting', payload: { n: 2 }, attempt: 0 })
    expect((await reader.recent(cursor)).words).toEqual([second])
  })

  it('whose key was given away while it ran goes on in the attempt that it was, and its failure is final', async () => {
    const { stand, reader, find, untilWord } = await openScene(openGraphileStand)
    const { id } = await stand.utils.addJob(STAND_TASK, { do: 'hold' }, { jobKey: 'one', maxAttempts: 5 })
    const job = await find(id)
    const worker = await stand.worker()
    await untilWord(job, 'active')
    await stand.utils.addJob(STAND_TASK, { do: 'hold' }, { jobKey: 'one', maxAttempts: 5, runAt: new Date(Date.now() + 3_600_000) })
    expect(await untilWord(job, 'active')).toMatchObject({ attempt: 1, maxAttempts: 5 })

    await worker.kill('SIGKILL')
    await stand.owner.query('update graphile_worker._private_jobs set locked_at = null, locked_by = null where id = $1', [id])
    const [word] = await reader.probe([job])
    expect(word).toMatchObject({
      state: 'failed',
      failureDetail: null,
      endedAt: null,
      failure: expect.stringMatching(/^No error was recorded: .* same key/),
    })
  })

  it('that failed ended when its worker said so, and one that was ended by hand when that was done', async () => {
    const { stand, add, untilWord, reader, find } = await openScene(openGraphileStand)
    const failing = await add({ payload: { do: 'fail' } })
    const worker = await stand.worker()
    const active = Date.now()
    const failed = await untilWord(failing, 'failed')
    await worker.stop()
    const { now } = await reader.look()
    expect(failed.endedAt?.getTime()).toBeGreaterThanOrEqual(failed.createdAt.getTime())
    expect(failed.endedAt?.getTime()).toBeLessThanOrEqual(now.getTime())
    expect(active).toBeGreaterThan(0)

    for (const [runAt, message] of [
      [new Date(), undefined],
      [new Date(Date.now() + 3_600_000), undefined],
    ] as const) {
      const { id } = await stand.utils.addJob(STAND_TASK, HOLD, { runAt, maxAttempts: 3 })
      const before = (await reader.look()).now.getTime()
      await stand.utils.permanentlyFailJobs([id], message)
      const byHand = await find(id)
      expect(byHand).toMatchObject({ state: 'failed', failure: 'Manually marked as failed' })
      expect(byHand.endedAt?.getTime()).toBeGreaterThanOrEqual(before - 1)
    }
  })

  it('with a flag is not said to start next, since nobody but a worker knows whether it may', async () => {
    const { stand, reader } = await openScene(openGraphileStand)
    await stand.utils.addJob(STAND_TASK, HOLD, { flags: ['heavy'] })
    const { id } = await stand.utils.addJob(STAND_TASK, HOLD)
    expect((await reader.look()).queues).toMatchObject([{ next: [id] }])
  })

  it('that was rescheduled by hand after it had failed for good is recent again', async () => {
    const { stand, reader, add, untilWord } = await openScene(openGraphileStand)
    const job = await add({ payload: { do: 'fail' } })
    const worker = await stand.worker()
    await untilWord(job, 'failed')
    await worker.stop()
    const { cursor } = await reader.recent(null)
    await stand.utils.rescheduleJobs([job.id], { maxAttempts: 5, runAt: new Date() })
    expect((await reader.recent(cursor)).words).toMatchObject([{ id: job.id, key: job.key, state: 'waiting', attempt: 1 }])
  })

  it('that a long transaction added in a savepoint is told once it is there, and what was told is not told again meanwhile', async () => {
    const { stand, reader } = await openScene(openGraphileStand)
    const { cursor: before } = await reader.recent(null)
    let cursor = before
    const hear = async () => {
      const recent = await reader.recent(cursor)
      cursor = recent.cursor
      return recent.words.map(({ id }) => id)
    }
    const late = await stand.owner.connect()
    await late.query('begin; create temporary table writes (n int) on commit drop; savepoint before')
    const { rows } = await late.query<{ id: string }>(`select id::text from graphile_worker.add_job('${STAND_TASK}')`)
    const soon = await stand.add({ payload: { do: 'hold' } })
    // Told again only to whoever asks from the same place.
    expect((await reader.recent(before)).words.map(({ id }) => id)).toEqual([soon])
    expect(await hear()).toEqual([soon])
    expect(await hear()).toEqual([])
    await late.query('release before; commit')
    late.release()
    expect(await hear()).toEqual(rows.map(({ id }) => id))
    expect(await hear()).toEqual([])
  })

  it('that is gone is taken for succeeded only where nothing that was heard of it says otherwise', async () => {
    const { stand, reader, add } = await openScene(openGraphileStand)
    const job = await add({ payload: { do: 'hold' } })
    await stand.remove(job.id)
    const heard = (['failed', 'cancelled', 'delayed', 'active'] as const).map((state) => ({ state, availableAt: job.availableAt }))
    const words = await reader.probe(heard.map((lastHeard) => ({ ...job, lastHeard })))
    // What was delayed has come due since, and may have run.
    expect(words.map((word) => 'end' in word && word.end)).toEqual(['failed', 'deleted', 'succeeded', 'succeeded'])
  })

  it('that was given out again between two looks is in another attempt', async () => {
    const { stand, reader, add } = await openScene(openGraphileStand)
    const job = await add({ payload: { do: 'hold' }, attempts: 3 })
    for (const attempt of [1, 2]) {
      await stand.owner.query(
        `update graphile_worker._private_jobs set locked_at = now(), locked_by = 'another', attempts = attempts + 1 where id = $1`,
        [job.id],
      )
      expect(await reader.probe([job])).toMatchObject([{ state: 'active', attempt }])
    }
  })

  it('that somebody may still have, longer than its queue waits for him, is not cancelled behind his back', async () => {
    const { stand, reader, add } = await openScene(openGraphileStand, { control: true })
    const job = await add({ payload: { do: 'hold' }, attempts: 3 })
    await stand.owner.query(
      `update graphile_worker._private_jobs set locked_at = now() - interval '5 hours', locked_by = 'another', attempts = 1 where id = $1`,
      [job.id],
    )
    expect(await reader.cancel(job)).toBe('refused')
    expect(await reader.probe([job])).toMatchObject([{ state: 'active', attempt: 1 }])
  })

  it('as its task receives it is known, however the host lets its driver write instants', async () => {
    const { stand } = await openScene(openGraphileStand)
    const { rows } = await stand.owner.query<Record<string, unknown>>(
      `select 7 as id, 'work' as task_identifier, '{"n":1}'::json as payload, 1 as attempts, 3 as max_attempts, null as last_error,
        timestamptz '2026-01-02 03:04:05.678901+00' as created_at, timestamptz '2026-01-02 03:04:06+00' as run_at, timestamptz '2026-01-02 03:04:07+00' as locked_at`,
    )
    const [job] = rows
    const texts = {
      ...job,
      created_at: '2026-01-02 03:04:05.678901+00',
      run_at: '2026-01-02 04:04:06+01',
      locked_at: '2026-01-02T03:04:07Z',
    }
    expect(stand.source.wordOf(texts)).toEqual(stand.source.wordOf(job))
    expect(stand.source.wordOf(job)).toMatchObject({ id: '7', key: '7-1767323045678', name: 'work', attempt: 1, payload: { n: 1 } })
    expect(stand.source.wordOf({ ...job, locked_at: null })).toBeNull()
    expect(stand.source.wordOf({ ...job, created_at: 'yesterday' })).toBeNull()
  })
})

describe('a worker that works off what is there and ends', () => {
  it('listens to nothing, so while it has a job nobody says that there is no worker', async () => {
    const { stand, reader } = await openScene(openGraphileStand)
    await stand.utils.addJob('brief', {})
    const seen: (number | null)[] = []
    await runOnce({
      connectionString: stand.url,
      logger: quiet,
      noHandleSignals: true,
      taskList: {
        brief: async () => {
          seen.push(...(await reader.look()).queues.map(({ liveWorkers }) => liveWorkers))
        },
      },
    })
    seen.push(...(await reader.look()).queues.map(({ liveWorkers }) => liveWorkers))
    expect(seen).toEqual([null, 0])
  })
})
