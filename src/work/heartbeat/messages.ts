/** What main thread and heartbeat thread say to each other. Plain data; each side keeps its own connections. */

export interface HeldLease {
  readonly workspaceId: number
  readonly runId: string
  readonly attempt: number
  readonly lease: string
}

export interface HeartbeatSetup {
  readonly url: string
  readonly name: string
  readonly bootId: string
  readonly lockClass: number
  readonly sessionKey: number
  readonly everyMs: number
}

export type ToHeartbeat = { readonly kind: 'leases'; readonly leases: readonly HeldLease[] } | { readonly kind: 'stop' }

export interface LeaseState {
  readonly lease: string
  readonly current: boolean
  readonly cancelRequested: boolean
}

export type FromHeartbeat =
  /** The session lock is held; said once. */
  | { readonly kind: 'session' }
  | { readonly kind: 'leases'; readonly states: readonly LeaseState[] }
  /** Cut off for so long that every lease may have been taken. */
  | { readonly kind: 'cut_off'; readonly silentMs: number }
  /** Another boot registered under this name; there is no way back. */
  | { readonly kind: 'replaced' }
  | { readonly kind: 'trouble'; readonly message: string }
