import { appendFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { defineOperation, type OperationContext } from '../../src/work/defineOperation.ts'

/**
 * Operations that a test steers from outside: each writes what happens to it into a journal of its own, and may be told
 * to go on only once a file exists. Nothing of the product is bent for it.
 */
const directory = z.string().describe('where the journal is written')
const gate = z.string().optional().describe('a file; the handler returns only once it exists')

const covered = { queuedWindow: '10m', runningWindow: '30m' } as const
const STEP_MS = 200
const LOOK_MS = 50

export interface JournalEntry {
  readonly event: 'began' | 'aborted' | 'returning'
  readonly attempt: number
  readonly pid: number
  readonly atMs: number
  /** Of an abort. */
  readonly reason?: string
}

export function journalFile(directoryOfJournals: string, operationId: string): string {
  return join(directoryOfJournals, `operation-${operationId}.journal`)
}

function openJournal(context: OperationContext<{ directory: string }>) {
  const file = journalFile(context.input.directory, context.operationId)
  const write = (event: JournalEntry['event'], reason?: string) => {
    const entry: JournalEntry = {
      event,
      attempt: context.attempt,
      pid: process.pid,
      atMs: Date.now(),
      ...(reason === undefined ? {} : { reason }),
    }
    appendFileSync(file, `${JSON.stringify(entry)}\n`)
  }
  context.signal.addEventListener('abort', () => write('aborted', String(context.signal.reason)), { once: true })
  write('began')
  return write
}

async function untilOpen(file: string | undefined, signal: AbortSignal | null): Promise<void> {
  while (file !== undefined && !existsSync(file)) {
    signal?.throwIfAborted()
    await delay(LOOK_MS)
  }
}

const countedInput = z.object({ directory, steps: z.int().min(1), gate })

async function count(context: OperationContext<z.output<typeof countedInput>>) {
  const write = openJournal(context)
  const { steps } = context.input
  for (let processed = 1; processed <= steps; processed += 1) {
    await delay(STEP_MS, undefined, { signal: context.signal })
    context.progress({ processed, total: steps })
  }
  await untilOpen(context.input.gate, context.signal)
  write('returning')
  return { counts: { processed: steps, total: steps } }
}

/** Counts, a step every 200 ms, and honours its signal. */
const counted = defineOperation({
  type: 'crash.counted',
  label: 'Counted work',
  lifecycle: covered,
  retry: 'safe',
  input: countedInput,
  run: count,
})

/** The same, with a second attempt of its own when the first is lost. */
const persistent = defineOperation({
  type: 'crash.persistent',
  label: 'Persistent work',
  lifecycle: covered,
  retry: 'safe',
  attempts: { max: 2 },
  input: countedInput,
  run: count,
})

/** The same, at most one of each name at a time. */
const single = defineOperation({
  type: 'crash.single',
  label: 'Single work',
  lifecycle: covered,
  retry: 'safe',
  input: countedInput.extend({ name: z.string() }),
  identity: ({ name }) => [name],
  run: count,
})

/** Does its work to the end whatever its signal says, and reports nothing on the way. */
const deaf = defineOperation({
  type: 'crash.deaf',
  label: 'Deaf work',
  lifecycle: covered,
  retry: 'safe',
  input: z.object({ directory, gate: z.string() }),
  run: async (context) => {
    const write = openJournal(context)
    await untilOpen(context.input.gate, null)
    write('returning')
    return { counts: { processed: 1, total: 1 } }
  },
})

/** Computes and never lets go of its thread. */
const burning = defineOperation({
  type: 'crash.burning',
  label: 'Burning work',
  lifecycle: covered,
  retry: 'safe',
  input: z.object({ directory, forMs: z.int().min(1) }),
  run: async (context) => {
    const write = openJournal(context)
    // Its start is told before the thread is taken.
    await delay(STEP_MS)
    const endMs = performance.now() + context.input.forMs
    let sum = 0
    while (performance.now() < endMs) for (let turn = 0; turn < 100_000; turn += 1) sum += Math.sqrt(turn)
    write('returning')
    return { counts: { succeeded: sum > 0 ? 1 : 0 } }
  },
})

export const crashOperations = [counted, persistent, single, deaf, burning]
