import { useInfiniteQuery, useMutation, useQueryClient, type InfiniteData } from '@tanstack/react-query'
import type { WireInbox } from '../../../../src/http/contract.ts'
import { apiUrl, get, inWorkspace, post } from '../../api/client.ts'
import { keys } from '../../api/keys.ts'
import { unreadQuery } from '../../api/queries.ts'
import { markAsRead } from './model/markAsRead.ts'

const PAGE = 50
const POLL_MS = 20_000

type Pages = InfiniteData<WireInbox, string | null>

/** What one was told, page by page, and the marking of it. */
export function useInbox(workspace: string) {
  const client = useQueryClient()
  const queryKey = [...keys.inbox(workspace), 'pages']
  const inbox = useInfiniteQuery({
    queryKey,
    queryFn: async ({ pageParam, signal }) =>
      await get<WireInbox>(
        apiUrl(inWorkspace(workspace, '/notifications'), { limit: PAGE, include: 'facts', cursor: pageParam ?? undefined }),
        signal,
      ),
    initialPageParam: null as string | null, // the type of what follows
    getNextPageParam: ({ next }) => next,
    refetchInterval: POLL_MS,
  })
  const mark = useMutation({
    mutationFn: async (ids: readonly string[] | 'all') =>
      await post<{ readonly unread: number }>(
        apiUrl(inWorkspace(workspace, '/notifications/read')),
        ids === 'all' ? { all: true } : { ids },
      ),
    onSuccess: ({ unread }, ids) => {
      client.setQueryData<Pages>(queryKey, (known) =>
        known === undefined ? known : { ...known, pages: known.pages.map((page) => markAsRead(page, ids, unread)) },
      )
      client.setQueryData(unreadQuery(workspace).queryKey, { unread })
    },
    onSettled: async () => await client.invalidateQueries({ queryKey: keys.inbox(workspace) }),
  })
  return { inbox, mark }
}
