import { FINDINGS, type Finding } from '../ledger/findings.ts'
import { selectCountDifferences } from '../ledger/sql/selectCountDifferences.ts'
import { selectExtent } from '../ledger/sql/selectExtent.ts'
import { verifyRuns } from '../ledger/sql/verifyRuns.ts'
import { defineOperation, type OperationDefinition } from '../work/defineOperation.ts'
import { openArtifactSink, type ArtifactSink } from './artifactSink.ts'
import { readingOf, type LedgerReader } from './ledgerReader.ts'

const PAGE = 1_000

/**
 * Checks what must hold for every operation against its whole history. Having checked everything and found something is
 * neither a success nor a failure of the check: it ends as partially succeeded, counts what it found, and lists it in a
 * file for download.
 */
export function ledgerVerify(reader: LedgerReader): OperationDefinition {
  return defineOperation({
    type: 'ledger.verify',
    label: 'Ledger verification',
    lifecycle: { queuedWindow: '10m', runningWindow: '1h', reportsEvery: '1m', reconcileAfter: '30m' },
    exclusive: true,
    retry: 'safe',
    async run({ operationId, attempt, workspace, tenant, signal, progress }) {
      const { db } = reader
      const { scope, tenantId } = await readingOf(reader, { workspace, tenant })
      const workspaceId = scope.workspace.id
      let sink: ArtifactSink | undefined
      let failed = 0

      async function note(finding: Finding, about: Record<string, unknown>): Promise<void> {
        const file = { fileName: `${workspace}-findings-${operationId}.ndjson`, mediaType: 'application/x-ndjson' }
        sink ??= await openArtifactSink(db, scope, { runId: operationId, attempt }, file)
        await sink.write(`${JSON.stringify({ finding, meaning: FINDINGS[finding], ...about })}\n`)
        failed += 1
      }

      const extent = await db.inWorkspace(workspaceId, async (tx) => await tx.row(selectExtent(workspaceId, tenantId)))
      const upTo = extent?.newest ?? '0'
      const total = Number(extent?.runs ?? 0)
      let processed = 0
      for (let after = '0'; ;) {
        signal.throwIfAborted()
        const range = { after, upTo, limit: PAGE }
        const rows = await db.inWorkspace(workspaceId, async (tx) => await tx.rows(verifyRuns(workspaceId, tenantId, range)))
        for (const { id, findings } of rows) for (const finding of findings) await note(finding, { operation: id })
        processed += rows.length
        progress({ processed, total, failed })
        const last = rows.at(-1)
        if (!last || rows.length < PAGE) break
        after = last.id
      }
      const differences = await db.inWorkspace(workspaceId, async (tx) => await tx.rows(selectCountDifferences(workspaceId, tenantId)))
      for (const { tenantId: of, outcome, counted, found } of differences) {
        await note('outcome_counts_differ', { tenantId: of === 0 ? null : of, outcome, counted: Number(counted), found: Number(found) })
      }
      await sink?.end()
      return { counts: { processed, total: processed, failed }, outcome: failed === 0 ? 'succeeded' : 'partially_succeeded' }
    },
  })
}
