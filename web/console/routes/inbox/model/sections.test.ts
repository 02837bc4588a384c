import { expect, test } from 'vitest'
import type { WireNotification } from '../../../../../src/http/contract.ts'
import { markAsRead } from './markAsRead.ts'
import { sectionsOf } from './sections.ts'

// Only what the page looks at.
const told = (id: string, readAt: string | null) => ({ id, readAt, at: '2026-11-23T12:00:00Z' }) as WireNotification
const ids = (notifications: readonly WireNotification[]) => notifications.map(({ id }) => id)
const READ = '2026-11-23T12:30:00Z'

test('what is unread comes first, and what was read on this visit stays where it was', () => {
  const { unread, earlier } = sectionsOf([told('4', READ), told('3', null), told('2', READ), told('1', null)], new Set(['2']))
  expect(ids(unread)).toEqual(['3', '2', '1'])
  expect(ids(earlier)).toEqual(['4'])
})

test('marking as read changes what was named, and keeps the time of what had been read', () => {
  const inbox = { unread: 2, next: null, notifications: [told('3', null), told('2', READ), told('1', null)] }
  const marked = markAsRead(inbox, ['1'], 1)
  expect(marked.unread).toBe(1)
  expect(marked.notifications.map(({ readAt }) => readAt === null)).toEqual([true, false, false])
  expect(markAsRead(inbox, 'all', 0).notifications.filter(({ readAt }) => readAt === null)).toEqual([])
  expect(markAsRead(inbox, 'all', 0).notifications[1]?.readAt).toBe(READ)
})
