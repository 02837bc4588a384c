import { existsSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

/** A page of the console that the server draws, and for whom. */
export interface DrawnPage {
  /** The path the console is mounted under, without a slash at its end. */
  readonly base: string
  /** After the mount. */
  readonly path: string
  /** With its question mark, or empty. */
  readonly search: string
  /** What the browser left word of in the cookie of that name; undefined: nothing. */
  readonly reader: string | undefined
  /** Epoch milliseconds. */
  readonly nowMs: number
}

/** To this server: a path after the mount, with its query. */
export type DrawnQuestion = string

/** As it came over HTTP; null: it was refused, or there was none. */
export type DrawnAnswer = string | null

export interface Drawn {
  /** Inside the place of the console. */
  readonly html: string
  /** Said beside it for as long as nothing has come alive. */
  readonly asleep: string
  /** JSON, fit to stand in a script element: what it was drawn from. */
  readonly data: string
}

/** The built console as the server uses it. */
export interface ConsoleDrawing {
  readonly readerCookie: string
  /** Null: a page that is not drawn here, or a reader of whom nothing is known. */
  begin(page: DrawnPage): {
    /** `data-theme` of the page; empty: the system's. */
    readonly theme: string
    /**
     * Yields questions that may be asked at once, takes their answers in the same order, and ends with what is drawn; with null
     * where an answer that is needed was not given.
     */
    draw(): Generator<readonly DrawnQuestion[], Drawn | null, readonly DrawnAnswer[]>
  } | null
}

/** Undefined when the console has not been built. */
export async function loadDrawing(file: string): Promise<ConsoleDrawing | undefined> {
  if (!existsSync(file)) return undefined
  // Built from web/console/drawn/drawing.tsx, which is held to this very type.
  const { drawing } = (await import(pathToFileURL(file).href)) as { readonly drawing: ConsoleDrawing }
  return drawing
}
