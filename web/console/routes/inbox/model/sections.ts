import type { WireNotification } from '../../../../../src/http/contract.ts'

export interface Sections {
  readonly unread: readonly WireNotification[]
  readonly earlier: readonly WireNotification[]
}

/** What is new first, newest first in each. What was read on this visit stays where it was, so that nothing jumps away under the reader. */
export function sectionsOf(notifications: readonly WireNotification[], readHere: ReadonlySet<string>): Sections {
  const isNew = ({ id, readAt }: WireNotification) => readAt === null || readHere.has(id)
  return { unread: notifications.filter(isNew), earlier: notifications.filter((notification) => !isNew(notification)) }
}
