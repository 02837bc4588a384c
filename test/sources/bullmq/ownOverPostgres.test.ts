import { expect, it, onTestFinished } from 'vitest'
import { openScene, WITHIN_MS } from '../contract/scene.ts'
import { eventually } from '../../support/eventually.ts'
import { describeBullmq, isProvenGone, LOCK, readerWith, see } from './describeBullmq.ts'
import { addThrough, openPostgresStand } from './openPostgresStand.ts'

describeBullmq('bullmq over PostgreSQL', { keepsSession: true }, openPostgresStand)

it('a busy worker whose session was cut is not proven gone: it listens again when it has time', async () => {
  const { stand, add, until } = await openScene(openPostgresStand)
  const reader = readerWith(stand, LOCK)
  await stand.worker(LOCK)
  await reader.look()
  const job = await add({ payload: { do: 'hold' } })
  await until(job, 'active')
  await see(reader, job)
  await stand.owner.query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'emails:w:%'`)
  const beats = new Set<number>()
  await eventually('renewals without a session', WITHIN_MS, async () => {
    const sight = await see(reader, job)
    expect(isProvenGone(sight)).toBe(false)
    if (sight.holders.every(({ connected }) => connected === false)) beats.add(sight.word.beat?.at.getTime() ?? 0)
    return beats.size >= 3 ? { found: undefined } : { seen: `${beats.size} renewals` }
  })
  await stand.release(job.id)
  expect(await until(job, 'completed')).toMatchObject({ attempt: 1 })
})

it('says when events were trimmed that it had not read', async () => {
  // On a server of its own: what any other transaction there holds back is not settled.
  const { stand, reader, add } = await openScene(openPostgresStand, { ownStore: true })
  await add({ payload: { do: 'hold' } })
  // What was newest then is an anchor as soon as nobody can add an older one.
  let { cursor } = await reader.recent(null)
  for (let call = 0; call < 2; call += 1) ({ cursor } = await reader.recent(cursor))
  await stand.add({ payload: { do: 'hold' } })
  await stand.owner.query('delete from bullmq.event')
  const lost = await reader.recent(cursor)
  expect(lost.complete).toBe(false)
  expect(await reader.recent(lost.cursor)).toMatchObject({ complete: true })
})

it('says so as well while a transaction runs that is older than all it has seen', async () => {
  const { stand, reader, add } = await openScene(openPostgresStand)
  const old = await stand.owner.connect()
  try {
    await old.query('begin; select txid_current()')
    await add({ payload: { do: 'hold' } })
    const { cursor } = await reader.recent(null)
    const first = await reader.recent(cursor)
    expect(first.complete).toBe(true)
    await stand.add({ payload: { do: 'hold' } })
    await stand.owner.query('delete from bullmq.event')
    expect((await reader.recent(first.cursor)).complete).toBe(false)
  } finally {
    await old.query('rollback')
    old.release()
  }
})

it('tells of a job whose transaction took its place early and committed after others were told of, and once', async () => {
  const { stand, reader } = await openScene(openPostgresStand)
  let { cursor } = await reader.recent(null)
  const hear = async () => {
    const recent = await reader.recent(cursor)
    cursor = recent.cursor
    expect(recent.complete).toBe(true)
    return recent.words.map(({ id }) => id)
  }
  const late = await stand.owner.connect()
  try {
    await late.query('begin')
    const early = await addThrough(late, stand.queue, { do: 'hold' })
    const other = await stand.add({ payload: { do: 'hold' } })
    expect(await hear()).toEqual([other])
    expect(await hear()).toEqual([])
    await late.query('commit')
    expect(await hear()).toEqual([early])
    expect(await hear()).toEqual([])
  } finally {
    late.release()
  }
})

it('tells again what it told to whoever asks from the same place, also while an older transaction runs', async () => {
  const { stand, reader } = await openScene(openPostgresStand)
  const { cursor } = await reader.recent(null)
  const late = await stand.owner.connect()
  try {
    await late.query('begin')
    await addThrough(late, stand.queue, { do: 'hold' })
    const other = await stand.add({ payload: { do: 'hold' } })
    for (let turn = 0; turn < 2; turn += 1) expect((await reader.recent(cursor)).words.map(({ id }) => id)).toEqual([other])
    await late.query('rollback')
  } finally {
    late.release()
  }
})

it('says when an event was trimmed that became visible only then, behind one that was told', async () => {
  const { stand, reader } = await openScene(openPostgresStand, { ownStore: true })
  let { cursor } = await reader.recent(null)
  const goOn = async () => {
    const recent = await reader.recent(cursor)
    cursor = recent.cursor
    return recent.complete
  }
  await stand.add({ payload: { do: 'hold' } })
  for (let call = 0; call < 3; call += 1) expect(await goOn()).toBe(true)
  const late = await stand.owner.connect()
  try {
    await late.query('begin')
    await addThrough(late, stand.queue, { do: 'hold' })
    await stand.add({ payload: { do: 'hold' } })
    for (let call = 0; call < 3; call += 1) expect(await goOn()).toBe(true)
    await late.query('commit')
  } finally {
    late.release()
  }
  await stand.owner.query('delete from bullmq.event where id < (select max(id) from bullmq.event)')
  expect(await goOn()).toBe(false)
})

it('says when its tables are others by now', async () => {
  const { stand, reader } = await openScene(openPostgresStand)
  const { cursor } = await reader.recent(null)
  await stand.owner.query(`create table bullmq.event_again (like bullmq.event including all);
    drop table bullmq.event cascade; alter table bullmq.event_again rename to event`)
  const lost = await reader.recent(cursor)
  expect(lost.complete).toBe(false)
  expect(await reader.recent(lost.cursor)).toMatchObject({ complete: true })
})

it('checks no worker where the role may not know since when sessions stand', async () => {
  const { stand, add, until } = await openScene(openPostgresStand)
  const job = await add({ payload: { do: 'hold' } })
  await stand.worker()
  await until(job, 'active')
  const connection = new URL('postgres' in stand.connection ? stand.connection.postgres : '')
  const role = `reader_${connection.pathname.slice(1)}`
  await stand.owner.query(`create role ${role} login password 'reader'; grant usage on schema bullmq to ${role};
    grant select on all tables in schema bullmq to ${role}`)
  onTestFinished(async () => void (await stand.owner.query(`drop owned by ${role}; drop role ${role}`)))
  connection.username = role
  connection.password = 'reader'
  const reader = readerWith(stand, { connection: { postgres: connection.href } })
  expect(await reader.look()).toMatchObject({ workers: [], queues: [{ liveWorkers: null }] })
  expect(await reader.probe([job])).toMatchObject([{ state: 'active', holders: [], beat: expect.anything() }])
})

it('knows a worker whose name is longer than that of a session', async () => {
  const { stand, reader, add, until } = await openScene(openPostgresStand)
  const name = 'a worker with a name that tells of its host, its container, its region and its purpose'
  await stand.worker({ name })
  const job = await add({ payload: { do: 'hold' } })
  await until(job, 'active')
  const { holders } = await see(reader, job)
  expect(holders).toMatchObject([{ connected: true }])
  expect(name).toContain(holders[0]?.name)
})

it('says how long ago a lock was renewed that has long run out, also to whoever sees it for the first time', async () => {
  const { stand, add, untilWord } = await openScene(openPostgresStand)
  const job = await add({ payload: { do: 'hold' } })
  const worker = await stand.worker()
  const before = await untilWord(job, 'active')
  await worker.kill('SIGKILL')
  await stand.owner.query('update bullmq.job set locked_until_ms = locked_until_ms - 3600000 where id = $1', [job.id])
  const [word] = await readerWith(stand, {}).probe([job])
  const beat = word && word.state !== 'absent' ? word.beat : null
  expect(beat?.at.getTime()).toBeLessThan((before.beat?.at.getTime() ?? 0) - 3_000_000)
})
