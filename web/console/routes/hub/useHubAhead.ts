import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useRoute, useSearch } from 'wouter'
import { browserClock } from '../../../browserClock.ts'
import { candidatesFor, hubQueries } from './hubQueries.ts'
import { readView } from './model/hubView.ts'

/**
 * At the address of the hub, its questions are asked while that of the place is on its way: the hub is there after one round
 * trip and not after two. The server's time is not known yet; it decides only which day is today.
 */
export function useHubAhead(workspace: string): void {
  const client = useQueryClient()
  const [atHub] = useRoute('/admin/workspaces/:workspace/operations')
  const search = useSearch()
  // Once, where the frame begins; from then on the hub asks for itself.
  useState(() => {
    if (!atHub) return
    const asked = hubQueries(workspace, readView(search), browserClock.nowMs)
    void client.prefetchQuery(asked.list)
    void client.prefetchQuery(asked.counts)
    for (const kind of candidatesFor(client.getQueryData(asked.counts.queryKey))) void client.prefetchQuery(asked[kind])
  })
}
