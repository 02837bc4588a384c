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

export interface DrawnQuestion {
  /** To this server, after the mount, with its query. */
  readonly path: string
  /** Without its answer there is nothing to draw. */
  readonly needed: boolean
}

export interface Drawn {
  /** `data-theme` of the page; empty: the system's. */
  readonly theme: string
  /** Inside the place of the console. */
  readonly html: string
  /** Said beside it for as long as nothing has come alive. */
  readonly asleep: string
  /** JSON, fit to stand in a script element: what it was drawn from. */
  readonly data: string
}

/** The built console as the server uses it: which questions a page asks, and how it looks when they are answered. */
export interface ConsoleDrawing {
  readonly readerCookie: string
  /** Null: a page, or a reader, for whom nothing is drawn here; the browser draws it. */
  ask(page: DrawnPage): {
    readonly questions: readonly DrawnQuestion[]
    /** In the order of the questions, as they came over HTTP; null: it was refused, or there was none. */
    draw(answers: readonly (string | null)[]): Drawn
  } | null
}

/** Undefined when the console has not been built. */
export async function loadDrawing(file: string): Promise<ConsoleDrawing | undefined> {
  if (!existsSync(file)) return undefined
  // Built from web/console/drawn/drawing.tsx, which is held to this very type.
  const { drawing } = (await import(pathToFileURL(file).href)) as { readonly drawing: ConsoleDrawing }
  return drawing
}
