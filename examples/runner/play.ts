/** How an example is played. */
export interface Play {
  readonly port: string
  /** Queues: the worker with its handlers wrapped in `rt.track`, in place of the application's own. */
  readonly tracked: boolean
  /** Fires when everything is to stop. */
  readonly stopped: AbortSignal
  say(line: string): void
}
