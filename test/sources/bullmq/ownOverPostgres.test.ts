import { expect, it } from 'vitest'
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
  const { stand, reader, add } = await openScene(openPostgresStand)
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
