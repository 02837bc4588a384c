import { useQueryClient } from '@tanstack/react-query'
import { use, useLayoutEffect, useMemo, useState, useSyncExternalStore, type ReactNode } from 'react'
import { apiUrl, inWorkspace } from '../../api/client.ts'
import { ConnectionContext } from '../../components/ConnectionLine.tsx'
import { ServerTime } from '../../components/useNow.ts'
import { createLive, type Live } from '../../live/createLive.ts'
import { thisBrowser } from '../../live/thisBrowser.ts'
import { LiveContext } from '../../live/useOperation.ts'
import { FIRST_STATE } from '../../live/liveMessages.ts'
import { ToldTime } from '../../drawn/told.ts'
import type { ConnectionState } from '../../model/connection.ts'
import { createRenewal } from './createRenewal.ts'

/** What is shown inside stays true without anybody asking: one connection for the workspace, for as long as it is looked at. */
export function LiveFrame({ workspace, children }: { readonly workspace: string; readonly children: ReactNode }) {
  const client = useQueryClient()
  const told = use(ToldTime)
  const read = use(ServerTime)
  const [live, setLive] = useState<Live | null>(null)
  // Before anything is painted: what was answered a while ago is judged anew and not shown as it was.
  useLayoutEffect(() => {
    const renewal = createRenewal(client, workspace)
    const opened = createLive(
      {
        // Whole: the worker that opens it has an address of its own.
        url: new URL(apiUrl(inWorkspace(workspace, '/stream')), location.href).href,
        onOperations: (operations) => renewal.changed(operations.map(({ id }) => id)),
        onRead: renewal.everything,
      },
      thisBrowser,
    )
    told?.tell(opened.clock)
    setLive(opened)
    return () => {
      opened.close()
      renewal.close()
    }
  }, [client, workspace, told])
  return (
    <LiveContext value={live}>
      <ServerTime value={live?.clock.nowMs ?? read}>
        <Heard live={live}>{children}</Heard>
      </ServerTime>
    </LiveContext>
  )
}

function Heard({ live, children }: { readonly live: Live | null; readonly children: ReactNode }) {
  const { state, subscribe } = live?.connection ?? NOT_BEGUN
  const { status, lastHeardAtMs } = useSyncExternalStore(subscribe, state, state)
  const connection = useMemo<ConnectionState>(
    () => ({
      state: status,
      lastHeardAt: lastHeardAtMs === null || live === null ? null : live.lastHeardAtMs(),
    }),
    [live, status, lastHeardAtMs],
  )
  return <ConnectionContext value={connection}>{children}</ConnectionContext>
}

const NOT_BEGUN = { state: () => FIRST_STATE, subscribe: () => () => {} }
