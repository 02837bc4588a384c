import type { Readable } from 'node:stream'
import type { Clock } from '../clock.ts'

/** The world of one call of the command line. Tests and the entry point make one; nothing else reads `process`. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  readonly clock: Clock
  /** A pipe or terminal can be let go of; a file cannot, and ends by itself. */
  readonly stdin: Readable & { unref?(): unknown }
  /** The path this program was started with, for children of its own. */
  readonly program: string
  readonly out: Screen
  readonly err: Screen
  /**
   * Installs the handlers of SIGINT and SIGTERM and answers with the signal that fires at the first. A second one, sent
   * by a person who has waited, ends the process at once.
   */
  whenAskedToStop(): AbortSignal
  /** Ends the process now, whatever is open. Only when waiting has no point any more. */
  endNow(code: number): void
}

export interface Screen {
  readonly isTerminal: boolean
  /** Columns of the terminal; undefined in a pipe. */
  columns(): number | undefined
  /** Rows of the terminal; undefined in a pipe. */
  rows(): number | undefined
  write(text: string): void
  /** Coloured where colours are wanted: on a terminal, unless NO_COLOR, or where FORCE_COLOR says so. */
  paint(tone: Tone, text: string): string
}

export const TONES = ['plain', 'bold', 'dim', 'green', 'yellow', 'red', 'magenta', 'blue'] as const
export type Tone = (typeof TONES)[number]
