import { existsSync, readFileSync } from 'node:fs'
import { eventually } from '../support/eventually.ts'
import { journalFile, type JournalEntry } from './operations.ts'

/** What a handler saw, in its own words; empty when it never began. */
export function readJournal(directory: string, operationId: string): JournalEntry[] {
  const file = journalFile(directory, operationId)
  if (!existsSync(file)) return []
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
  // Written line by line by operations.ts; a killed process may leave half a line behind.
  return lines.flatMap((line) => (line.endsWith('}') ? [JSON.parse(line) as JournalEntry] : []))
}

export async function untilBegun(directory: string, operationId: string): Promise<void> {
  await eventually(`the handler of operation ${operationId} to begin`, 30_000, () =>
    readJournal(directory, operationId).length > 0 ? { found: undefined } : { seen: 'nothing' },
  )
}

export async function untilAborted(directory: string, operationId: string, deadlineMs: number): Promise<JournalEntry> {
  return await eventually(`the signal of operation ${operationId} to fire`, deadlineMs, () => {
    const entry = readJournal(directory, operationId).find(({ event }) => event === 'aborted')
    return entry ? { found: entry } : { seen: 'nothing' }
  })
}
