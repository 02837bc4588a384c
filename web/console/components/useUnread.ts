import { useQuery } from '@tanstack/react-query'
import { unreadQuery } from '../api/queries.ts'

const POLL_MS = 20_000

/** How many notifications are unread; null while that is not known. */
export function useUnread(workspace: string): number | null {
  const { data } = useQuery({ ...unreadQuery(workspace), refetchInterval: POLL_MS, retry: false })
  return data?.unread ?? null
}
