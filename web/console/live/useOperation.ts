import { createContext, use, useEffect, useMemo, useSyncExternalStore } from 'react'
import type { WireOperation } from '../../../src/http/contract.ts'
import type { Live } from './createLive.ts'
import type { LiveState } from './liveConnection.ts'
import type { Seen } from './liveStore.ts'

/** Given at the root of whatever shows operations of one workspace. */
export const LiveContext = createContext<Live | null>(null)

function useLive(): Live {
  const live = use(LiveContext)
  if (live === null) throw new Error('No live layer: render this inside <LiveContext value={…}>.')
  return live
}

/** Operations as they were read, each with what is true about it now. Keep the list the same while it is the same. */
export function useOperations(operations: readonly WireOperation[]): readonly Seen[] {
  const { store } = useLive()
  const view = useMemo(() => store.view(operations), [store, operations])
  return useSyncExternalStore(view.subscribe, view.seen)
}

export function useOperation(operation: WireOperation): Seen {
  const list = useMemo(() => [operation], [operation])
  return useOperations(list)[0] ?? { operation, verdict: operation.verdict }
}

/** For whoever shows a running clock: what is fresh is worded anew every second while this is `true`. */
export function useTicking(ticking: boolean): void {
  const { store } = useLive()
  useEffect(() => (ticking ? store.tick() : undefined), [store, ticking])
}

/** Whether the server is heard, and when it was last. */
export function useLiveState(): LiveState {
  const { connection } = useLive()
  return useSyncExternalStore(connection.subscribe, connection.state)
}
