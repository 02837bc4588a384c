import type { DataTag, QueryFunction, QueryKey } from '@tanstack/react-query'
import { get } from './client.ts'

/** One question to the API, for `useQuery`: where its answer is kept, and its address, for whoever asks it in another way. */
export interface Question<T, K extends QueryKey> {
  readonly queryKey: DataTag<K, T>
  readonly queryFn: QueryFunction<T, K>
  readonly url: () => string
}

/** `question<Answer>()(key, url)`: the key finds its own type, that of the answer is told. */
export function question<T>() {
  return <const K extends QueryKey>(queryKey: K, url: () => string): Question<T, K> => ({
    // The tag is a type alone: it tells whoever reads the cache what is kept there.
    queryKey: queryKey as DataTag<K, T>,
    queryFn: async ({ signal }) => await get<T>(url(), signal),
    url,
  })
}
