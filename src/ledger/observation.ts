/** What was last seen of somebody else's queue, as the ledger keeps it. Instants are the ledger's time. */
export interface SeenSource {
  readonly kind: string
  /** Whether operators may cancel and retry its jobs through Runtruth. */
  readonly control: boolean
  /** The start of the last whole look; null: there was none yet. */
  readonly lookedAt: Date | null
  /** Since when this incarnation of the queue's store has been up. */
  readonly upSince: Date | null
  readonly workers: Readonly<Record<string, SeenHolder>>
  readonly queues: Readonly<Record<string, SeenLine>>
}

/** ISO 8601 where it is an instant: this is stored as it is. */
export interface SeenHolder {
  readonly name: string
  readonly connected: boolean | null
  /** When it was last seen connected. */
  readonly seenAt: string | null
  readonly beatAt: string | null
  readonly beatEveryMs: number | null
  readonly silentAfterMs: number | null
}

export interface SeenLine {
  readonly paused: { readonly by: string | null; readonly since: string | null } | null
  readonly liveWorkers: number | null
  /** Ids of what starts next. */
  readonly next: readonly string[] | null
  /** Milliseconds after which the queue takes a job away, alive or not; absent in looks of earlier versions. */
  readonly expiresAfterMs?: number | null
}

/** Why a job that is due does not run, as its queue says. */
export interface QueueWaits {
  readonly dependencies: number | null
  readonly concurrencyLimit: number | null
}
