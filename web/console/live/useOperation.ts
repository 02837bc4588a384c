import { createContext, use, useEffect, useMemo, useSyncExternalStore } from 'react'
import type { WireOperation } from '../../../src/http/contract.ts'
import type { Live } from './createLive.ts'
import type { Seen, View } from './liveStore.ts'

/** Given at the root of whatever shows operations of one workspace; null until it has begun, as in a page drawn by the server. */
export const LiveContext = createContext<Live | null>(null)

/**
 * Operations as they were read, each with what is true about it now. Under a live layer that is its judgement, which goes on
 * without the server; before it has begun it is the verdict of the answer. Keep the list the same while it is the same.
 */
export function useOperations(operations: readonly WireOperation[]): readonly Seen[] {
  const live = use(LiveContext)
  const view = useMemo(() => live?.store.view(operations) ?? asAnswered(operations), [live, operations])
  return useSyncExternalStore(view.subscribe, view.seen, view.seen)
}

function asAnswered(operations: readonly WireOperation[]): View {
  const seen = operations.map((operation) => ({ operation, verdict: operation.verdict }))
  return { subscribe: () => () => {}, seen: () => seen }
}

export function useOperation(operation: WireOperation): Seen {
  const list = useMemo(() => [operation], [operation])
  return useOperations(list)[0] ?? { operation, verdict: operation.verdict }
}

/** For whoever shows a running clock: what is fresh is worded anew every second while this is `true`. */
export function useTicking(ticking: boolean): void {
  const live = use(LiveContext)
  useEffect(() => (ticking ? live?.store.tick() : undefined), [live, ticking])
}

/** Whether somebody else says when to read again; while `still`, nobody does. */
export function useLiveReading(still: boolean): boolean {
  const live = use(LiveContext)
  useEffect(() => (still ? live?.connection.hold() : undefined), [live, still])
  return live !== null
}
