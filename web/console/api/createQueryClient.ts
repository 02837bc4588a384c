import { QueryCache, QueryClient, type Query } from '@tanstack/react-query'
import { ApiProblem } from './problem.ts'

const AGAIN = 2

export function createQueryClient(): QueryClient {
  const client = new QueryClient({
    queryCache: new QueryCache({ onError: (error, query) => void askWhetherSignedOut(client, error, query) }),
    defaultOptions: {
      queries: {
        // A refusal stays a refusal; only silence and trouble on the other side are worth asking again.
        retry: (failures, error) => failures < AGAIN && (!(error instanceof ApiProblem) || error.status === 0 || error.status >= 500),
        staleTime: 5_000,
      },
    },
  })
  return client
}

/** A session ends at any question; the place of a workspace is what leads back to the door, so it is asked for at once. */
async function askWhetherSignedOut(client: QueryClient, error: Error, query: Query<unknown, unknown>): Promise<void> {
  const [area, workspace, what] = query.queryKey
  if (!(error instanceof ApiProblem) || error.status !== 401 || area !== 'workspace' || what === 'place') return
  await client.invalidateQueries({ queryKey: [area, workspace, 'place'] })
}
