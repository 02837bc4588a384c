import { describe, expect, test } from 'vitest'
import type { WireOperation, WireReconciled } from '../../../../../src/http/contract.ts'
import { saidOfCancel, saidOfRetry } from './actWords.ts'
import { attemptWords } from './attemptWords.ts'
import { bytesOf } from './bytesOf.ts'
import { courseOf } from './courseOf.ts'
import { didReconcile, wouldReconcile } from './reconcileWords.ts'

const answer = (action: WireReconciled['action'], reason: WireReconciled['reason']): WireReconciled => ({
  asOf: '2026-11-23T12:04:00Z',
  action,
  reason,
  rule: 'R1',
  because: 'The worker process worker-3 is gone.',
  dueAt: null,
  operation: {} as WireOperation,
})

describe('the words of deeds', () => {
  test('a trial names the consequence and acts only where something would happen', () => {
    expect(wouldReconcile(answer('closed', 'worker_lost'))).toEqual({
      sentences: [
        'It would be closed as failed. That is final; the evidence is kept with it.',
        'Worker process ended.',
        'The worker process worker-3 is gone.',
      ],
      acts: true,
    })
    expect(wouldReconcile(answer('left', 'stale_queued')).acts).toBe(false)
    expect(didReconcile(answer('left', null))).toBe('Left as it is; nothing was concluded. The worker process worker-3 is gone.')
  })

  test('a retry says whether there is a new one, a cancellation what it waits for', () => {
    expect(saidOfRetry({ label: 'Inventory sync', created: true })).toBe('Inventory sync queued. Running in the background.')
    expect(saidOfRetry({ label: 'Inventory sync', created: false })).toMatch(/^Inventory sync is already queued\./)
    expect(saidOfCancel({ effect: 'requested' })).toContain('lets go')
  })

  test('attempts are counted against their maximum only where there is more than one', () => {
    expect(attemptWords({ attempt: 2, maxAttempts: 3, status: 'running' })).toBe('2 of 3')
    expect(attemptWords({ attempt: 1, maxAttempts: 1, status: 'completed' })).toBe('1')
    expect(attemptWords({ attempt: 0, maxAttempts: 3, status: 'queued' })).toBe('none of 3 yet')
    expect(attemptWords({ attempt: 0, maxAttempts: 1, status: 'completed' })).toBe('none')
  })

  test('bytes are said as downloads count them', () => {
    expect([0, 1, 812, 4_213_311, 52_000_000_000].map(bytesOf)).toEqual(['0 bytes', '1 byte', '812 bytes', '4.2 MB', '52 GB'])
  })

  test('the course of an operation differs when something happened, and not when it only grew older', () => {
    const operation = {
      status: 'running',
      outcome: 'pending',
      attempt: 1,
      phase: null,
      availableAt: null,
      supersededBy: null,
    } as WireOperation
    expect(courseOf({ ...operation, counts: { processed: 5 } })).toBe(courseOf(operation))
    expect(courseOf({ ...operation, attempt: 2 })).not.toBe(courseOf(operation))
  })
})
