import type { JudgedRun } from '../ledger/judgedRun.ts'
import type { Verdict } from '../truth/verdict.ts'
import { follow } from './follow.ts'
import type { Io } from './io.ts'
import { openLiveLine } from './render/liveBlock.ts'
import { printable } from './render/printable.ts'
import { progressBar } from './render/progressBar.ts'
import { markOf } from './render/shape.ts'

export interface Waiting {
  readonly io: Io
  /** Nothing is written: the caller prints JSON at the end. */
  readonly silent: boolean
  readonly signal: AbortSignal
  read(): Promise<JudgedRun>
}

const ASK_EVERY_MS = 500
const FRAME_MS = 120

/**
 * Follows one operation until it is terminal: one live line on a terminal, one line per change in a pipe. It says what
 * the verdict says and goes on waiting, however bad that sounds: only a terminal verdict is an end. Null when asked to stop.
 */
export async function waitForEnd({ io, silent, signal, read }: Waiting): Promise<JudgedRun | null> {
  const live = io.out.isTerminal && !silent
  const line = openLiveLine(io.out)
  let current: JudgedRun | undefined
  let ended: JudgedRun | null = null
  let told = ''
  let frame = 0
  const draw = () => {
    if (current) line.draw(liveLine(io, current.verdict, current.run.outcome, frame))
    // Motion means life: a verdict that is not fresh stands still.
    if (current?.verdict.freshness === 'fresh') frame += 1
  }
  const ticker = live ? setInterval(draw, FRAME_MS) : undefined
  try {
    await follow({
      clock: io.clock,
      everyMs: ASK_EVERY_MS,
      signal,
      read: async () => {
        const judged = await read()
        return { asOf: new Date(judged.facts.asOf), runs: [judged] }
      },
      show: ({ runs: [judged] }) => {
        if (!judged) return true
        current = judged
        if (judged.run.status === 'completed') ended = judged
        const essence = essenceOf(judged)
        if (live) draw()
        else if (!silent && ended === null && essence !== told) io.out.write(`${plainLine(judged.verdict, judged.run.outcome)}\n`)
        told = essence
        return ended !== null
      },
    })
  } finally {
    clearInterval(ticker)
    line.end()
  }
  if (ended !== null && !silent) writeEnd(io, ended)
  return ended
}

function writeEnd(io: Io, { run, verdict }: JudgedRun): void {
  const { shape, tone } = markOf(verdict, run.outcome)
  io.out.write(`${io.out.paint(tone, `${shape} ${printable(verdict.headline)}`)}  ${printable(verdict.guidance)}\n`)
}

function liveLine(io: Io, verdict: Verdict, outcome: string, frame: number): string {
  const { shape } = markOf(verdict, outcome)
  const bar = progressBar(verdict, frame)
  return `${shape} ${printable(verdict.headline)}  ${bar === null ? '' : `${bar}  `}${printable(wordsOf(verdict))}`
}

function plainLine(verdict: Verdict, outcome: string): string {
  return `${markOf(verdict, outcome).shape} ${printable(verdict.headline)}: ${printable(wordsOf(verdict))}`
}

function wordsOf(verdict: Verdict): string {
  return verdict.freshness === 'fresh' ? (verdict.progress.label ?? verdict.guidance) : verdict.guidance
}

/** What makes a new line in a pipe. Ages tick in sentences and are left out, or every second would be a change. */
function essenceOf({ run, verdict }: JudgedRun): string {
  return JSON.stringify([verdict.headline, verdict.reason, run.attempt, verdict.progress.live ? verdict.progress.label : null])
}
