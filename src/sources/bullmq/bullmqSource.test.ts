import { describe, expect, test } from 'vitest'
import { bullmqSource, type BullmqSourceOptions } from './index.ts'

const options: BullmqSourceOptions = {
  name: 'mail',
  workspace: 'acme',
  connection: { redis: 'redis://user:secret@127.0.0.1:1' },
  queues: ['emails'],
  jobs: { '*': {} },
}

describe('a source of BullMQ', () => {
  test('says after what time the queue itself recovers a job, by the settings of its workers', () => {
    expect(bullmqSource(options).recoversAfterMs).toBe(90_000)
    expect(bullmqSource({ ...options, lockDuration: '10s', stalledInterval: '5s' }).recoversAfterMs).toBe(20_000)
  })

  test.each<[string, object, RegExp]>([
    ['no store', { connection: {} }, /connection names no store/],
    ['two stores', { connection: { redis: 'redis://h', postgres: 'postgres://h' } }, /connection names no store, or two/],
    ['another address', { connection: { redis: 'http://secret@host' } }, /connection\.redis is not an address/],
    ['another address of PostgreSQL', { connection: { postgres: 'mysql://secret@host' } }, /connection\.postgres is not an address/],
    ['an empty prefix', { connection: { redis: 'redis://h', prefix: '' } }, /prefix is empty/],
    ['no queues', { queues: [] }, /queues is \[\]/],
    ['one name without brackets', { queues: 'emails' }, /queues is "emails"/],
    ['a lock that lasts no time', { lockDuration: 'soon' }, /lockDuration is "soon"/],
  ])('is refused by name: %s', (_, wrong, message) => {
    const open = () => bullmqSource({ ...options, ...wrong })
    expect(open).toThrow(message)
    expect(open).toThrow(expect.objectContaining({ code: 'invalid_config' }))
    expect(open).not.toThrow(/secret/)
  })

  test('knows a job of its queues as a processor receives it', () => {
    const job = {
      id: '7',
      name: 'send',
      queueName: 'emails',
      data: { to: 'a' },
      timestamp: 1_000,
      processedOn: 2_000,
      attemptsMade: 1,
      attemptsStarted: 2,
      opts: { attempts: 3 },
    }
    expect(bullmqSource(options).wordOf(job)).toMatchObject({
      queue: 'emails',
      id: '7',
      key: 'emails/7@1000',
      state: 'active',
      attempt: 2,
      maxAttempts: 3,
      startedAt: new Date(2_000),
    })
    expect(bullmqSource(options).wordOf({ ...job, queueName: 'other' })).toBeNull()
    expect(bullmqSource({ ...options, queues: 'all' }).wordOf({ ...job, queueName: 'other' })?.queue).toBe('other')
  })

  test('counts only what is a count: a bare percentage is none', () => {
    const word = (progress: unknown) =>
      bullmqSource(options).wordOf({ id: '7', name: 'send', queueName: 'emails', timestamp: 1_000, progress })?.counts
    expect(word(37)).toBeNull()
    expect(word({ percent: 37 })).toBeNull()
    expect(word({ processed: 3, total: 7, note: 'x', failed: -1 })).toEqual({ processed: 3, total: 7 })
  })
})
