import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useState, useSyncExternalStore, type ReactNode } from 'react'
import { browserClock } from '../../../browserClock.ts'
import { apiUrl, inWorkspace } from '../../api/client.ts'
import { ConnectionContext } from '../../components/ConnectionLine.tsx'
import { ServerTime } from '../../components/useNow.ts'
import { createLive, type Live } from '../../live/createLive.ts'
import { LiveContext } from '../../live/useOperation.ts'
import type { ConnectionState } from '../../model/connection.ts'
import { createRenewal } from './createRenewal.ts'

/** What is shown inside stays true without anybody asking: one connection for the workspace, for as long as it is looked at. */
export function LiveFrame({ workspace, children }: { readonly workspace: string; readonly children: ReactNode }) {
  const client = useQueryClient()
  const [live, setLive] = useState<Live | null>(null)
  useEffect(() => {
    const renewal = createRenewal(client, workspace)
    const opened = createLive({
      url: apiUrl(inWorkspace(workspace, '/stream')),
      onOperations: (operations) => renewal.changed(operations.map(({ id }) => id)),
      onRead: renewal.everything,
    })
    setLive(opened)
    return () => {
      opened.close()
      renewal.close()
    }
  }, [client, workspace])
  return live === null ? null : <Within live={live}>{children}</Within>
}

function Within({ live, children }: { readonly live: Live; readonly children: ReactNode }) {
  const { status, lastHeardAtMs } = useSyncExternalStore(live.connection.subscribe, live.connection.state)
  const connection = useMemo<ConnectionState>(
    () => ({
      state: status,
      // Heard by the wall clock of this computer, which may be wrong; how long ago that was is not.
      lastHeardAt: lastHeardAtMs === null ? null : live.clock.nowMs() - (browserClock.nowMs() - lastHeardAtMs),
    }),
    [live, status, lastHeardAtMs],
  )
  return (
    <LiveContext value={live}>
      <ServerTime value={live.clock.nowMs}>
        <ConnectionContext value={connection}>{children}</ConnectionContext>
      </ServerTime>
    </LiveContext>
  )
}
