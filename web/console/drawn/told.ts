import type { QueryClient, QueryKey } from '@tanstack/react-query'
import { createContext } from 'react'
import { browserClock } from '../../browserClock.ts'
import { formatInstant } from '../../../src/truth/index.ts'
import type { ServerClock } from '../live/serverClock.ts'

/** What a page was drawn from; it comes with the page. */
export interface Told {
  /** When, by the server's time; epoch milliseconds. */
  readonly asOfMs: number
  /** For whom, as `writeReader` has it. */
  readonly reader: string
  readonly answers: readonly (readonly [QueryKey, unknown])[]
}

const TOLD_ID = 'told'

/** Fit to stand in a script element. */
export function writeTold(told: Told): string {
  return JSON.stringify(told).replaceAll('<', '\\u003c')
}

/** Null in a page that was not drawn. */
export function readTold(page: Pick<Document, 'getElementById'>): Told | null {
  const text = page.getElementById(TOLD_ID)?.textContent ?? ''
  // Written by `writeTold`, of this very build.
  return text === '' ? null : (JSON.parse(text) as Told)
}

/** As if they had been asked here; `updatedAt`, by the clock of this computer, is when they came. */
export function keepAnswers(client: QueryClient, { answers }: Told, updatedAt: number): void {
  for (const [key, data] of answers) client.setQueryData(key, data, { updatedAt })
}

export interface ToldClock {
  /** Epoch milliseconds: when the page was drawn at the first call, so that it is drawn alike here, and running from there. */
  nowMs(): number
  tell(clock: Pick<ServerClock, 'hear'>): void
}

/** The server's time by a page that came at `arrivedMs` of the monotonic clock of this browser. */
export function toldClock({ asOfMs }: Told, arrivedMs: number): ToldClock {
  const { monotonicMs } = browserClock
  let firstMs: number | null = null
  return {
    nowMs: () => {
      firstMs ??= monotonicMs()
      return asOfMs + Math.floor(monotonicMs() - firstMs)
    },
    tell: (clock) => clock.hear(formatInstant(asOfMs), monotonicMs() - arrivedMs),
  }
}

/** Null where the page was not drawn. */
export const ToldTime = createContext<ToldClock | null>(null)
