import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { WireCounts, WireList, WireOperation } from '../../../../src/http/contract.ts'
import { candidatesFor, hubQueries } from './hubQueries.ts'
import type { HubView } from './model/hubView.ts'
import { useLiveReading } from '../../live/useOperation.ts'

/** While something is open it may change at any time; otherwise only something new can. */
const WATCHING_MS = 4_000
const RESTING_MS = 15_000
/** Under a live layer changes are told; but what stands on no page of ours turns by time alone, and only a count knows. */
const COUNTING_MS = 10_000

export interface HubData {
  readonly list: UseQueryResult<WireList>
  readonly counts: UseQueryResult<WireCounts>
  /** The newest of each kind that can be the most urgent one. */
  readonly candidates: readonly WireOperation[]
}

/** Everything the hub shows, asked for at once. `still`: a dialog is open, and what it speaks of should hold still. */
export function useHubData(workspace: string, view: HubView, readNow: () => number, still: boolean): HubData {
  const live = useLiveReading(still)
  const asked = hubQueries(workspace, view, readNow)
  const every = (watchedMs: number | false, open: boolean) => (still ? false : open ? watchedMs : RESTING_MS)
  const counts = useQuery({
    ...asked.counts,
    refetchInterval: ({ state }) => every(live ? COUNTING_MS : WATCHING_MS, (state.data?.outcome.pending ?? 0) > 0),
  })
  const list = useQuery({
    ...asked.list,
    placeholderData: keepPreviousData,
    refetchInterval: live ? false : every(WATCHING_MS, (counts.data?.outcome.pending ?? 0) > 0),
  })
  const refetchInterval = every(live ? COUNTING_MS : WATCHING_MS, true)
  // At first all of them, so that one round trip is enough; from then on only the one that the counts leave.
  const asks = candidatesFor(counts.data)
  const [asksLost, asksStale, asksFollowUp] = [asks.includes('lost'), asks.includes('stale'), asks.includes('followUp')]
  const lost = useQuery({ ...asked.lost, refetchInterval, enabled: asksLost }).data
  const stale = useQuery({ ...asked.stale, refetchInterval, enabled: asksStale }).data
  const followUp = useQuery({ ...asked.followUp, refetchInterval, enabled: asksFollowUp }).data
  // What is not asked about any more is of before: its answer may have come true otherwise since.
  const candidates = useMemo(
    () =>
      [asksLost ? lost : undefined, asksStale ? stale : undefined, asksFollowUp ? followUp : undefined].flatMap(
        (told) => told?.operations ?? [],
      ),
    [asksLost, lost, asksStale, stale, asksFollowUp, followUp],
  )
  return { list, counts, candidates }
}
