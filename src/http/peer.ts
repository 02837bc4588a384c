/** Who is at the other end, where that is known. */
export interface Peer {
  readonly address?: string | undefined
  /** Drops its connection: for a reader that no longer takes what it is sent. */
  readonly hangUp?: () => void
}

/** What goes along with a request inside the handler. */
export interface Environment {
  Bindings: { peer?: Peer; takesNoCookies?: boolean }
  Variables: { requestId: string; rate: Readonly<Record<string, string>> }
}
