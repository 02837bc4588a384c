import { z } from 'zod'
import { selectReport, type ReportRow } from '../ledger/sql/selectReport.ts'
import { defineOperation, type OperationDefinition } from '../work/defineOperation.ts'
import { openArtifactSink } from './artifactSink.ts'
import { readingOf, type LedgerReader } from './ledgerReader.ts'

export const REPORT_PART = 'report.part'
export const REPORT_DAYS = 30

/** One tenant's part of a report; what `report.compose` reads back. */
export interface ReportPart {
  readonly tenant: string | null
  readonly days: number
  readonly types: readonly ReportRow[]
}

/** Outcomes and durations of one tenant's operations over the last days, per type. */
export function reportPart(reader: LedgerReader): OperationDefinition {
  return defineOperation({
    type: REPORT_PART,
    label: 'Report, one tenant',
    lifecycle: { queuedWindow: '10m', runningWindow: '10m', reconcileAfter: '10m' },
    input: z.strictObject({ days: z.int().min(1).max(365).default(REPORT_DAYS) }),
    identity: ({ days }) => [days],
    retry: 'safe',
    async run({ operationId, attempt, workspace, tenant, input, signal }) {
      const { db } = reader
      const { scope, tenantId } = await readingOf(reader, { workspace, tenant })
      const types = await db.inWorkspace(
        scope.workspace.id,
        async (tx) => await tx.rows(selectReport(scope.workspace.id, tenantId, input.days)),
      )
      signal.throwIfAborted()
      const part: ReportPart = { tenant, days: input.days, types }
      const file = {
        fileName: `${[workspace, tenant, 'report'].filter((name) => name !== null).join('-')}.json`,
        mediaType: 'application/json',
      }
      const sink = await openArtifactSink(db, scope, { runId: operationId, attempt }, file)
      await sink.write(`${JSON.stringify(part, null, 2)}\n`)
      const bytes = await sink.end()
      return { counts: { processed: types.length, bytes } }
    },
  })
}
