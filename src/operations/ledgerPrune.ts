import { pruneHistory } from '../ledger/sql/pruneHistory.ts'
import { defineOperation, type OperationDefinition } from '../work/defineOperation.ts'
import { readingOf, type LedgerReader } from './ledgerReader.ts'

/** A batch locks and writes for a fraction of a second; between two of them a cancellation is heard. */
const BATCH = 1_000
const DAY_MS = 86_400_000

/** Removes finished operations past the workspace's retention. Nothing open is ever touched. */
export function ledgerPrune(reader: LedgerReader): OperationDefinition {
  return defineOperation({
    type: 'ledger.prune',
    label: 'History clean-up',
    lifecycle: { queuedWindow: '1h', runningWindow: '1h', reportsEvery: '1m', reconcileAfter: '1h' },
    exclusive: true,
    // Deleting what is past retention twice deletes it once, and at night nobody is there to try again.
    attempts: { max: 3, backoff: '1m' },
    schedule: { cron: '15 3 * * *', timeZone: 'UTC', per: 'workspace' },
    retry: 'safe',
    requires: 'members.manage',
    async run({ workspace, signal, phase, progress }) {
      const { db, observer } = reader
      await phase('Reading the retention')
      const { place, scope } = await readingOf(reader, { workspace, tenant: null })
      const { asOf } = await observer.observe()
      const before = new Date(asOf.getTime() - place.workspace.retentionDays * DAY_MS)
      await phase(`Removing what ended more than ${place.workspace.retentionDays} days ago`)
      let deleted = 0
      for (;;) {
        signal.throwIfAborted()
        const row = await db.inWorkspace(scope.workspace.id, async (tx) => await tx.row(pruneHistory(scope.workspace.id, before, BATCH)))
        const removed = row?.removed ?? 0
        deleted += removed
        progress({ deleted })
        if (removed === 0) return { counts: { deleted } }
      }
    },
  })
}
