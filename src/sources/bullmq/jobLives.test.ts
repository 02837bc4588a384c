import { describe, expect, test } from 'vitest'
import { JobLives } from './jobLives.ts'

const ADDED = 1_000_000
const LATER = ADDED + 600_000

/** Events of job 1, each a second after the one before. */
function told(...events: readonly (string | readonly [event: string, prev: string])[]): JobLives {
  const lives = new JobLives()
  events.forEach((one, at) => {
    const [event, prev = null] = typeof one === 'string' ? [one] : one
    lives.note({ event, prev, jobId: '1', atMs: ADDED + at * 1_000 })
  })
  return lives
}

const asked = (createdMs = ADDED) => ({ queue: 'emails', id: '1', key: `emails/1@${createdMs}` })

describe('a job that is gone', () => {
  test('ended as its queue reported, whatever was removed afterwards', () => {
    expect(told('added', 'waiting', 'active', 'completed').absent(asked())).toMatchObject({
      end: 'succeeded',
      endedAt: new Date(ADDED + 3_000),
    })
    expect(told('added', 'active', 'failed', 'retries-exhausted').absent(asked())).toMatchObject({
      end: 'failed',
      endedAt: new Date(ADDED + 2_000),
    })
    expect(told('added', 'active', 'completed', ['removed', 'completed']).absent(asked()).end).toBe('succeeded')
  })

  test('was removed when that was reported, or when no end was since it was added', () => {
    expect(told('added', ['removed', 'wait']).absent(asked())).toMatchObject({ end: 'deleted', endedAt: new Date(ADDED + 1_000) })
    expect(told('added', 'waiting', 'active').absent(asked())).toMatchObject({ end: 'deleted', endedAt: null })
  })

  test('is not called removed when it may have ended before what is told begins', () => {
    expect(told('active', 'progress').absent(asked()).end).toBe('unknown')
    expect(new JobLives().absent(asked()).end).toBe('unknown')
  })

  test('has not ended when it was tried again after it had failed', () => {
    expect(told('added', 'active', 'failed', ['waiting', 'failed'], 'active').absent(asked())).toMatchObject({
      end: 'deleted',
      endedAt: null,
    })
  })

  test('is not taken for another life of its id', () => {
    const lives = told('added', 'active', 'completed')
    for (const event of ['added', 'active', 'failed']) lives.note({ event, prev: null, jobId: '1', atMs: LATER })
    expect(lives.absent(asked()).end).toBe('succeeded')
    expect(lives.absent(asked(LATER)).end).toBe('failed')
    expect(lives.absent(asked(LATER + 3_600_000)).end).toBe('unknown')
  })

  test('is unknown after a gap', () => {
    const lives = told('added', 'active', 'completed')
    lives.forget()
    expect(lives.absent(asked()).end).toBe('unknown')
  })
})
