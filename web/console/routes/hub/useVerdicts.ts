import { use, useEffect, useMemo, useSyncExternalStore } from 'react'
import type { WireOperation } from '../../../../src/http/contract.ts'
import type { View } from '../../live/liveStore.ts'
import { LiveContext } from '../../live/useOperation.ts'
import type { Shown } from './model/shown.ts'

/**
 * What is true of these operations now; the one place of the hub that decides which verdict is shown. Under a live layer that
 * is its judgement, which goes on without the server; without one it is the verdict of the answer. Keep the list the same
 * while it is the same.
 */
export function useVerdicts(operations: readonly WireOperation[]): readonly Shown[] {
  const live = use(LiveContext)
  const view = useMemo(() => live?.store.view(operations) ?? asAnswered(operations), [live, operations])
  return useSyncExternalStore(view.subscribe, view.seen)
}

function asAnswered(operations: readonly WireOperation[]): View {
  const seen = operations.map((operation) => ({ operation, verdict: operation.verdict }))
  return { subscribe: () => () => {}, seen: () => seen }
}

/** Whether somebody else says when to read again; while `still`, nobody does. */
export function useLiveReading(still: boolean): boolean {
  const live = use(LiveContext)
  useEffect(() => (still ? live?.connection.hold() : undefined), [live, still])
  return live !== null
}
