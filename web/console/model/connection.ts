import { formatAge } from '../../../src/truth/durations.ts'
import { secondsClockOf } from './instants.ts'

export const CONNECTION_STATES = ['live', 'connecting', 'lost', 'polling'] as const
export type ConnectionName = (typeof CONNECTION_STATES)[number]

export interface ConnectionState {
  readonly state: ConnectionName
  /** Epoch milliseconds by the same clock as `useNow`; null while nothing was ever heard. */
  readonly lastHeardAt: number | null
}

/** Said aloud when it changes; the sentence beside it counts seconds and is not. */
export const CONNECTION_WORDS: Record<ConnectionName, string> = {
  live: 'Live',
  connecting: 'Connecting',
  lost: 'Connection lost',
  polling: 'Asking every few seconds',
}

export function connectionSentence({ state, lastHeardAt }: ConnectionState, nowMs: number): string {
  const words = CONNECTION_WORDS[state]
  switch (state) {
    case 'live':
    case 'polling':
      return lastHeardAt === null ? words : `${words} · heard ${formatAge(Math.max(0, nowMs - lastHeardAt))} ago`
    case 'connecting':
      return lastHeardAt === null ? `${words}…` : `${words}… · last heard ${clock(lastHeardAt)}`
    case 'lost':
      return lastHeardAt === null
        ? `${words}, nothing heard yet.`
        : `${words}, last heard ${clock(lastHeardAt)}. Verdicts continue from what was known.`
  }
}

function clock(epochMs: number): string {
  return secondsClockOf(new Date(epochMs).toISOString())
}
