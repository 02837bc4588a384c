import { describe, expect, it } from 'vitest'
import { readEnvironment } from './environment.ts'

describe('readEnvironment', () => {
  it('has a default where nothing is said, and counts an empty value as not said', () => {
    expect(readEnvironment({ PORT: '', DATABASE_URL: ' ' }, '/srv')).toEqual({
      databaseUrl: undefined,
      port: undefined,
      dataDir: '/srv/.runtruth',
      token: undefined,
      secret: undefined,
      publicUrl: undefined,
      webhookTargets: 'public',
      logLevel: undefined,
    })
  })

  it('takes what fits', () => {
    const url = 'postgresql://u:p@db.example:5433/ledger?sslmode=require'
    expect(
      readEnvironment(
        {
          DATABASE_URL: url,
          PORT: '0',
          RUNTRUTH_DATA_DIR: '/data',
          RUNTRUTH_TOKEN: 'rt_abc',
          RUNTRUTH_SECRET: 'x'.repeat(32),
          RUNTRUTH_PUBLIC_URL: 'https://ops.example/runtruth',
          RUNTRUTH_WEBHOOK_TARGETS: 'any',
          LOG_LEVEL: 'debug',
        },
        '/',
      ),
    ).toEqual({
      databaseUrl: url,
      port: 0,
      dataDir: '/data',
      token: 'rt_abc',
      secret: 'x'.repeat(32),
      publicUrl: 'https://ops.example/runtruth',
      webhookTargets: 'any',
      logLevel: 'debug',
    })
  })

  it.each([
    ['DATABASE_URL', 'mysql://u:hush@h/d', /Expected postgres:\/\//],
    ['DATABASE_URL', 'hush', /Expected postgres:\/\//],
    ['PORT', '65536', /from 0 to 65535/],
    ['PORT', '80a', /from 0 to 65535/],
    ['RUNTRUTH_TOKEN', 'hush', /token create/],
    ['RUNTRUTH_SECRET', 'hush', /at least 32 random characters/],
    ['RUNTRUTH_PUBLIC_URL', 'ops.example', /such as https:/],
    ['RUNTRUTH_PUBLIC_URL', 'https://', /such as https:/],
    ['RUNTRUTH_WEBHOOK_TARGETS', 'hush', /Expected public or any/],
    ['LOG_LEVEL', 'loud', /Expected one of fatal, error/],
  ])('names %s when it is %j, says what was expected, and never shows the value of a secret', (name, value, expected) => {
    const read = () => readEnvironment({ [name]: value }, '/')
    expect(read).toThrow(expected)
    expect(read).toThrow(new RegExp(`^${name} `))
    expect(read).not.toThrow(/hush/)
  })

  it('names every bad value at once', () => {
    expect(() => readEnvironment({ PORT: 'x', LOG_LEVEL: 'x' }, '/')).toThrow(/PORT.*LOG_LEVEL/)
  })
})
