import type { QueryClient } from '@tanstack/react-query'
import { keys } from '../../api/keys.ts'

export interface Renewal {
  /** These have changed: what lists and counts them is read again, soon and once. */
  changed(ids: readonly string[]): void
  /** Everything that is shown is read again. */
  everything(): void
  close(): void
}

/** A thousand changes in a second are one reading: the verdicts on the page follow the stream by themselves. */
const GATHER_MS = 1_000

export function createRenewal(client: QueryClient, workspace: string): Renewal {
  const ids = new Set<string>()
  let timer: ReturnType<typeof setTimeout> | undefined

  function renew(): void {
    timer = undefined
    const changed = [...ids].map((id) => keys.operation(workspace, id))
    ids.clear()
    const lists = [keys.anyOperations(workspace), keys.anyCounts(workspace), keys.anyActivity(workspace), keys.inbox(workspace)]
    for (const queryKey of [...lists, ...changed]) void client.invalidateQueries({ queryKey })
  }

  return {
    changed: (more) => {
      for (const id of more) ids.add(id)
      timer ??= setTimeout(renew, GATHER_MS)
    },
    everything: () => {
      void client.invalidateQueries({ queryKey: keys.workspace(workspace) })
    },
    close: () => clearTimeout(timer),
  }
}
