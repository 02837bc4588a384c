import type { Entered } from './scope.ts'

/** Who is at the other end, where that is known. */
export interface Peer {
  readonly address?: string | undefined
  /** Drops its connection: for a reader that no longer takes what it is sent. */
  readonly hangUp?: () => void
}

/** The questions of a page that is drawn here are one request: its head is on the way, and no cookie can go along any more. */
export interface PageInDrawing {
  /** Whoever asks is let in once. */
  readonly entered: Map<string, Promise<Entered>>
}

/** What goes along with a request inside the handler. */
export interface Environment {
  Bindings: { peer?: Peer; page?: PageInDrawing }
  Variables: { requestId: string; rate: Readonly<Record<string, string>> }
}
