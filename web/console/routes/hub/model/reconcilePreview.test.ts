import { expect, test } from 'vitest'
import type { WireBulkReconcile } from '../../../../../src/http/contract.ts'
import { RECONCILIATION_REASON_LABELS } from '../../../../../src/truth/copy/labels.ts'
import { reconcilePreview, reconcileResult } from './reconcilePreview.ts'

type Answer = WireBulkReconcile['answers'][number]
const answer = (id: string, change: Partial<Answer>): Answer => ({
  id,
  action: 'left',
  reason: null,
  because: 'It is fresh.',
  dueAt: null,
  ...change,
})
const bulk = (...answers: Answer[]): WireBulkReconcile => ({ asOf: '2026-11-25T12:00:00.000Z', answers })

test('a preview counts what would be concluded by its reason, and what would be left by its own words', () => {
  const preview = reconcilePreview(
    bulk(
      answer('1', { action: 'closed', reason: 'worker_lost', because: 'Gone for 10 s.' }),
      answer('2', { action: 'closed', reason: 'worker_lost', because: 'Gone for 12 s.' }),
      answer('3', { action: 'requeued', reason: 'worker_lost' }),
      answer('4', { dueAt: '2026-11-25T13:00:00.000Z', because: 'Its time has not come.' }),
      answer('5', { dueAt: '2026-11-25T12:30:00.000Z', because: 'Its time has not come.' }),
    ),
  )
  expect(preview).toEqual({
    concluded: 3,
    left: 2,
    lines: [
      `2 operations would be closed as failed. ${RECONCILIATION_REASON_LABELS.worker_lost}.`,
      `1 operation would be queued for the next attempt. ${RECONCILIATION_REASON_LABELS.worker_lost}.`,
      '2 operations would be left as they are. Its time has not come.',
    ],
    nextDueAt: '2026-11-25T12:30:00.000Z',
  })
})

test('an action that is not known concludes nothing', () => {
  expect(reconcilePreview(bulk(answer('1', { action: 'vanished', because: 'Who knows.' })))).toMatchObject({ concluded: 0, left: 1 })
})

test('many reasons are not read one by one', () => {
  const { lines } = reconcilePreview(bulk(...['a', 'b', 'c', 'd', 'e', 'f'].map((because) => answer(because, { because }))))
  expect(lines).toHaveLength(5)
  expect(lines.at(-1)).toBe('2 operations for other reasons; the page of each says which.')
})

test('the result says what was concluded and what was not', () => {
  expect(reconcileResult({ concluded: 3, left: 1, lines: [], nextDueAt: null })).toBe(
    '3 operations reconciled. 1 operation left as before.',
  )
  expect(reconcileResult({ concluded: 0, left: 2, lines: [], nextDueAt: null })).toBe('Nothing was concluded. 2 operations left as before.')
})
