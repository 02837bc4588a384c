import { describe, expect, test } from 'vitest'
import { pgBossSource, type PgBossSourceOptions } from './pgBossSource.ts'

const FITS: PgBossSourceOptions = { name: 'mail', workspace: 'acme', connection: 'postgres://boss@db/app', jobs: { emails: {} } }

describe('a source of pg-boss', () => {
  const refused: readonly [string, object, RegExp][] = [
    ['without a connection', { connection: undefined }, /connection is not a URL/],
    ['with another kind of database', { connection: 'mysql://boss@db/app' }, /connection is not a URL/],
    ['with a schema that cannot be one', { schema: 'a b' }, /schema is "a b"/],
    ['on the queue of Runtruth itself', { schema: 'Runtruth_Queue' }, /the queue of Runtruth itself/],
    ['with queues that are no list of names', { queues: 'emails' }, /queues is not a list/],
    ['with a queue that is no name', { queues: ['emails', 7] }, /queues is not a list/],
    ['with no queue', { queues: [] }, /queues is not a list/],
  ]
  test.each(refused)('is refused %s', (_, changed, message) => {
    // What the compiler would not let through is what a config file in JavaScript may say.
    const options = { ...FITS, ...changed } as PgBossSourceOptions
    expect(() => pgBossSource(options)).toThrow(
      expect.objectContaining({ code: 'invalid_config', message: expect.stringMatching(message) }),
    )
  })

  test('knows its jobs by the queues it follows', () => {
    const job = { id: '00000000-0000-4000-8000-000000000001', name: 'emails', data: { to: 'dana' }, retryCount: 1, expireInSeconds: 60 }
    const word = pgBossSource(FITS).wordOf(job)
    expect(word).toMatchObject({ queue: 'emails', key: '', payload: { to: 'dana' }, state: 'active', attempt: 2, recoversAfterMs: 60_000 })
    expect(pgBossSource(FITS).wordOf({ ...job, name: 'reports' })).toBeNull()
    expect(pgBossSource({ ...FITS, queues: ['reports'] }).wordOf(job)).toBeNull()
    for (const others of [{ queues: 'all' }, { jobs: { '*': {} } }] as const) {
      expect(pgBossSource({ ...FITS, ...others }).wordOf({ ...job, name: 'reports' })).toMatchObject({ queue: 'reports' })
    }
  })

  test('knows which life of a job its handler has, if the handler is told', () => {
    const createdOn = new Date('2026-01-01T12:00:00.123Z')
    const job = { id: '00000000-0000-4000-8000-000000000001', name: 'emails', data: null, createdOn, startedOn: createdOn, retryLimit: 2 }
    expect(pgBossSource(FITS).wordOf(job)).toMatchObject({ key: String(createdOn.getTime()), createdAt: createdOn, maxAttempts: 3 })
  })
})
