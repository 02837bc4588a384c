import type { WireInbox } from '../../../../../src/http/contract.ts'

/** The page as it will be told next time; what had been read keeps the time it was read at. */
export function markAsRead(inbox: WireInbox, ids: readonly string[] | 'all', unread: number): WireInbox {
  return {
    ...inbox,
    unread,
    notifications: inbox.notifications.map((notification) =>
      notification.readAt === null && (ids === 'all' || ids.includes(notification.id))
        ? { ...notification, readAt: notification.at }
        : notification,
    ),
  }
}
