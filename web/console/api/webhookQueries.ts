import { infiniteQueryOptions } from '@tanstack/react-query'
import type { WireDeliveries, WireDelivery, WireWebhooks } from '../../../src/http/contract.ts'
import { apiUrl, get, inWorkspace } from './client.ts'
import { keys } from './keys.ts'
import { question } from './question.ts'

/** Apart from the other queries: only their page in the settings asks them, and what opens first should not carry them. */

export const webhooksQuery = (workspace: string) =>
  question<WireWebhooks>()(keys.webhooks(workspace), () => apiUrl(inWorkspace(workspace, '/webhooks')))

const SOON_MS = 2_000
const SLOWLY_MS = 15_000

/** Asked again often while something of it is about to happen. */
export const webhookLogQuery = (workspace: string, id: string) =>
  infiniteQueryOptions({
    queryKey: keys.webhookLog(workspace, id),
    queryFn: async ({ signal, pageParam }) =>
      await get<WireDeliveries>(
        apiUrl(inWorkspace(workspace, `/webhooks/${encodeURIComponent(id)}/deliveries`), { limit: 25, cursor: pageParam ?? undefined }),
        signal,
      ),
    // The first page is asked for without a cursor.
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    refetchInterval: ({ state }) => (state.data?.pages.some((page) => page.deliveries.some(isFresh)) === true ? SOON_MS : SLOWLY_MS),
  })

/** Under way, or not tried yet. */
function isFresh({ state, underWay, attempts }: WireDelivery): boolean {
  return state === 'due' && (underWay || attempts.length === 0)
}
