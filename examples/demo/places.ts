import { join, resolve } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

/** Where the demo reads from: this project. */
export const PROJECT = fileURLToPath(new URL('../..', import.meta.url))

/** Where it writes to: beside the data of the ledger, so that removing one removes the other. */
export function demoDir(): string {
  return join(resolve(process.env['RUNTRUTH_DATA_DIR'] ?? '.runtruth'), 'demo')
}

/** One directory per operation: a second attempt writes where the first one did, and the adapter knows where to look. */
export function backupDir(run: { readonly workspace: string; readonly id: string }): string {
  return join(demoDir(), 'backups', run.workspace, run.id)
}

export function inventoryFile(run: { readonly workspace: string; readonly id: string }): string {
  return join(demoDir(), 'inventories', run.workspace, `${run.id}.json`)
}
