import type { AbsentJob, JobWord, QueueSource } from '../../src/sources/contract.ts'
import { readSourceOptions, type MappingOptions } from '../../src/sources/readMappings.ts'

/** A source of which only the declaration counts: what it would say is written by the test. */
export function declaredSource(jobs: Readonly<Record<string, MappingOptions>>, options: Partial<QueueSource> = {}): QueueSource {
  return {
    kind: 'bullmq',
    ...readSourceOptions({ name: 'mail', workspace: 'acme', jobs }),
    recoversAfterMs: null,
    openReader: () => {
      throw new Error('Nobody reads this source.')
    },
    wordOf: () => null,
    ...options,
  }
}

const CREATED = new Date('2026-11-23T12:00:00.000Z')

/** Seconds after the job was created. */
export function after(seconds: number): Date {
  return new Date(CREATED.getTime() + seconds * 1_000)
}

export function word(id: string, said: Partial<JobWord> = {}): JobWord {
  return {
    queue: 'emails',
    id,
    key: `${id}@1`,
    name: 'welcome',
    payload: { to: 'somebody' },
    state: 'waiting',
    createdAt: CREATED,
    availableAt: null,
    startedAt: null,
    endedAt: null,
    attempt: 0,
    maxAttempts: 1,
    counts: null,
    failure: null,
    failureDetail: null,
    waits: null,
    holders: [],
    beat: null,
    recoversAfterMs: null,
    ...said,
  }
}

export const active = (id: string, said: Partial<JobWord> = {}): JobWord =>
  word(id, { state: 'active', startedAt: after(10), attempt: 1, ...said })
export const completed = (id: string, said: Partial<JobWord> = {}): JobWord =>
  word(id, { state: 'completed', startedAt: after(10), endedAt: after(20), attempt: 1, ...said })
export const failed = (id: string, said: Partial<JobWord> = {}): JobWord =>
  word(id, { state: 'failed', startedAt: after(10), endedAt: after(20), attempt: 1, failure: 'The mail server refused.', ...said })

export function absent(id: string, end: AbsentJob['end'], endedAt: Date | null = null): AbsentJob {
  return { queue: 'emails', id, key: `${id}@1`, state: 'absent', end, endedAt, because: 'It is not there any more.' }
}
