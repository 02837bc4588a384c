import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useState, type ReactNode } from 'react'
import { apiUrl, inWorkspace } from '../../api/client.ts'
import { ConnectionContext } from '../../components/ConnectionLine.tsx'
import { ServerTime } from '../../components/useNow.ts'
import { createLive, type Live } from '../../live/createLive.ts'
import { thisBrowser } from '../../live/thisBrowser.ts'
import { LiveContext, useLiveState } from '../../live/useOperation.ts'
import type { ConnectionState } from '../../model/connection.ts'
import { createRenewal } from './createRenewal.ts'

/** What is shown inside stays true without anybody asking: one connection for the workspace, for as long as it is looked at. */
export function LiveFrame({ workspace, children }: { readonly workspace: string; readonly children: ReactNode }) {
  const client = useQueryClient()
  const [live, setLive] = useState<Live | null>(null)
  useEffect(() => {
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
    setLive(opened)
    return () => {
      opened.close()
      renewal.close()
    }
  }, [client, workspace])
  if (live === null) return null
  return (
    <LiveContext value={live}>
      <ServerTime value={live.clock.nowMs}>
        <Heard live={live}>{children}</Heard>
      </ServerTime>
    </LiveContext>
  )
}

function Heard({ live, children }: { readonly live: Live; readonly children: ReactNode }) {
  const { status, lastHeardAtMs } = useLiveState()
  const connection = useMemo<ConnectionState>(
    () => ({
      state: status,
      lastHeardAt: lastHeardAtMs === null ? null : live.lastHeardAtMs(),
    }),
    [live, status, lastHeardAtMs],
  )
  return <ConnectionContext value={connection}>{children}</ConnectionContext>
}
