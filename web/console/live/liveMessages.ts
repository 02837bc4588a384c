import type { WireStreamEvents } from '../../../src/http/contract.ts'

/** What a page and the worker that listens for all pages say to each other. */

export const STREAM_EVENTS = ['hello', 'operations', 'evidence', 'reset'] as const satisfies readonly (keyof WireStreamEvents)[]

/** One event of the stream, by its name. */
export type LiveEvent = {
  [Name in keyof WireStreamEvents]: { readonly name: Name; readonly data: WireStreamEvents[Name] }
}[keyof WireStreamEvents]

export interface LiveState {
  /** `lost`: nothing has been heard for longer than a stream may be silent, or it cannot be opened. */
  readonly status: 'connecting' | 'live' | 'lost'
  /** By the wall clock of this computer, epoch milliseconds; null: never. */
  readonly lastHeardAtMs: number | null
}

export const FIRST_STATE: LiveState = { status: 'connecting', lastHeardAtMs: null }

export type ToWorker = { readonly kind: 'join'; readonly url: string } | { readonly kind: 'still_here' | 'leave' | 'try_now' }

export type ToPage = { readonly kind: 'state'; readonly state: LiveState } | { readonly kind: 'event'; readonly event: LiveEvent }
