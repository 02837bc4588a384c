import { useQueryClient, type QueryCache } from '@tanstack/react-query'
import { createContext, use, useEffect, useMemo, useState } from 'react'
import { ApiProblem } from '../api/problem.ts'
import { CONNECTION_WORDS, connectionSentence, type ConnectionState } from '../model/connection.ts'
import { ServerTime, useNow } from './useNow.ts'

/** Filled by whoever keeps the connection; without one, every answer of the API is a sign of life. */
export const ConnectionContext = createContext<ConnectionState | null>(null)

export function useConnection(): ConnectionState {
  const heard = useHeard()
  const read = use(ServerTime)
  const told = use(ConnectionContext)
  const state = told?.state
  // When it turned, by the clock of the page.
  const turnedAt = useMemo(() => (state === undefined ? 0 : read()), [state, read])
  if (told === null) return heard
  // A stream that cannot be heard, while questions are answered: what is shown is still heard of.
  if (told.state === 'lost' && heard.state === 'polling' && (heard.lastHeardAt ?? 0) > turnedAt) return heard
  // A server that went before its stream began had answered all the same: that was heard of it.
  return told.lastHeardAt === null ? { ...told, lastHeardAt: heard.lastHeardAt } : told
}

/** At the foot of every page: whether what is shown is still being heard of. It is part of the truth. */
export function ConnectionLine() {
  const connection = useConnection()
  const nowMs = useNow(connection.state === 'live' || connection.state === 'polling' ? 1_000 : null)
  return (
    <>
      <p data-connection={connection.state} data-testid="connection">
        {connectionSentence(connection, nowMs)}
      </p>
      {/* The seconds above are not read out; that it turned is. */}
      <p role="status" className="sr-only">
        {CONNECTION_WORDS[connection.state]}
      </p>
    </>
  )
}

function useHeard(): ConnectionState {
  const cache = useQueryClient().getQueryCache()
  const read = use(ServerTime)
  const [heard, setHeard] = useState<ConnectionState>({ state: 'connecting', lastHeardAt: null })
  useEffect(() => setHeard((first) => ({ ...first, lastHeardAt: first.lastHeardAt ?? lastAnswer(cache) })), [cache])
  useEffect(
    () =>
      cache.subscribe((event) => {
        if (event.type !== 'updated') return
        const { action } = event
        // What was written into the cache by hand is no sign of the server.
        if (action.type === 'success' && action.manual !== true) setHeard({ state: 'polling', lastHeardAt: read() })
        else if ((action.type === 'error' || action.type === 'failed') && action.error instanceof ApiProblem) {
          const silent = action.error.status === 0
          setHeard((before) => (silent ? { ...before, state: 'lost' } : { state: 'polling', lastHeardAt: read() }))
        }
      }),
    [cache, read],
  )
  return heard
}

function lastAnswer(cache: QueryCache): number | null {
  const at = Math.max(0, ...cache.getAll().map((query) => query.state.dataUpdatedAt))
  return at === 0 ? null : at
}
