import type { Screen } from '../io.ts'
import { fitToScreen } from './fitToScreen.ts'
import { cutTo } from './textWidth.ts'

/** A block of lines that is drawn over itself on a terminal, and written anew on change in a pipe. */
export interface LiveBlock {
  /** `essence`: what has to differ for a pipe to be given the block again; it leaves out what merely ticks. */
  draw(lines: readonly string[], essence: string): void
  /** Leaves the terminal as it was, with the last block standing. */
  end(): void
}

const ENTER = '\u001b[?1049h\u001b[?25l'
const LEAVE = '\u001b[?1049l\u001b[?25h'
const HOME = '\u001b[H'
const CLEAR_REST = '\u001b[J'
const CLEAR_LINE = '\u001b[K'

/** Whole screen, on the terminal's alternate page, so that what stood there before is still there afterwards. */
export function openLiveBlock(screen: Screen): LiveBlock {
  let last: { readonly lines: readonly string[]; readonly essence: string } | undefined
  if (screen.isTerminal) screen.write(ENTER)
  return {
    draw: (lines, essence) => {
      if (screen.isTerminal)
        screen.write(
          `${HOME}${fitToScreen(screen, lines)
            .map((line) => `${line}${CLEAR_LINE}\n`)
            .join('')}${CLEAR_REST}`,
        )
      else if (essence !== last?.essence) screen.write(`${last ? '\n' : ''}${lines.join('\n')}\n`)
      last = { lines, essence }
    },
    end: () => {
      if (!screen.isTerminal) return
      screen.write(LEAVE)
      if (last) screen.write(`${last.lines.join('\n')}\n`)
    },
  }
}

/** One line, drawn over itself, cut to the terminal's width so that it never wraps. */
export function openLiveLine(screen: Screen): { draw(line: string): void; end(): void } {
  let drawn = ''
  return {
    draw: (line) => {
      const width = screen.columns()
      const cut = width === undefined ? line : cutTo(line, width - 1)
      if (cut === drawn) return
      screen.write(`\r${cut}${CLEAR_LINE}`)
      drawn = cut
    },
    end: () => {
      if (drawn !== '') screen.write(`\r${CLEAR_LINE}`)
      drawn = ''
    },
  }
}
