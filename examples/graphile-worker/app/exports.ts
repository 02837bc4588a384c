import { setTimeout as delay } from 'node:timers/promises'
import type { TaskList } from 'graphile-worker'

export interface Export {
  readonly organization: string
  readonly table: string
  readonly rows: number
  readonly orderedBy: { readonly id: string; readonly name: string }
}

const ROWS_AT_ONCE = 500
/** Stands for a slow database: a page of rows takes its time. */
const PAGE_MS = 500

export async function exportCsv({ rows }: Export, onRows: (written: number) => void = () => {}): Promise<void> {
  for (let written = 0; written < rows; written += ROWS_AT_ONCE) {
    await delay(PAGE_MS)
    onRows(Math.min(rows, written + ROWS_AT_ONCE))
  }
}

export const tasks: TaskList = {
  // Only `enqueue.ts` adds jobs here, which says what is in them.
  export_csv: async (payload) => await exportCsv(payload as Export),
  check_storage: async () => {
    await delay(1_500)
    throw new Error('The bucket exports-eu answered 503 Slow Down')
  },
}
