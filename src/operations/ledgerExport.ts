import { z } from 'zod'
import { readList } from '../ledger/readList.ts'
import { selectExtent } from '../ledger/sql/selectExtent.ts'
import { toWire, type WireOperation } from '../ledger/wire.ts'
import { defineOperation, type OperationDefinition } from '../work/defineOperation.ts'
import { openArtifactSink } from './artifactSink.ts'
import { csvHeader, csvRow } from './csv.ts'
import { readingOf, type LedgerReader } from './ledgerReader.ts'

const PAGE = 500

const FORMATS = {
  ndjson: { mediaType: 'application/x-ndjson', header: '', line: (operation: WireOperation) => `${JSON.stringify(operation)}\n` },
  csv: { mediaType: 'text/csv; charset=utf-8', header: csvHeader(), line: csvRow },
} as const

const instant = z.iso.datetime({ offset: true })

/** The operations of a workspace or tenant with their verdicts, as a file; newest first, as they stood when their page was read. */
export function ledgerExport(reader: LedgerReader): OperationDefinition {
  return defineOperation({
    type: 'ledger.export',
    label: 'Ledger export',
    lifecycle: { queuedWindow: '10m', runningWindow: '30m', reportsEvery: '1m', reconcileAfter: '30m' },
    input: z.strictObject({
      format: z.enum(['ndjson', 'csv']).default('ndjson'),
      /** Created at or after, and before. */
      from: instant.optional(),
      to: instant.optional(),
    }),
    identity: ({ format, from, to }) => [format, from ?? null, to ?? null],
    retry: 'safe',
    async run({ operationId, attempt, workspace, tenant, input, signal, progress }) {
      const { db, observer } = reader
      const { scope, tenantId } = await readingOf(reader, { workspace, tenant })
      const created = { ...(input.from ? { from: new Date(input.from) } : {}), ...(input.to ? { to: new Date(input.to) } : {}) }
      const filters = { ...created, ...(tenantId === null ? {} : { tenantId }) }
      const format = FORMATS[input.format]
      const extent = await db.inWorkspace(
        scope.workspace.id,
        async (tx) => await tx.row(selectExtent(scope.workspace.id, tenantId, created)),
      )
      const total = Number(extent?.runs ?? 0)
      const fileName = `${[workspace, tenant, 'operations', operationId].filter((part) => part !== null).join('-')}.${input.format}`
      const sink = await openArtifactSink(db, scope, { runId: operationId, attempt }, { fileName, mediaType: format.mediaType })
      await sink.write(format.header)
      let processed = 0
      let before: string | null = extent?.newest ? String(BigInt(extent.newest) + 1n) : null
      if (total > 0) progress({ processed, total })
      while (before !== null) {
        signal.throwIfAborted()
        const page = { limit: PAGE, before }
        const observation = await observer.observe()
        const list = await readList(db, scope, observation, filters, page)
        await sink.write(list.runs.map((judged) => format.line(toWire(workspace, judged))).join(''))
        processed += list.runs.length
        progress({ processed, total })
        before = list.next
      }
      const bytes = await sink.end()
      // Retention may have taken some between the count and the walk; the file says what is in it.
      return { counts: { processed, total: processed, bytes } }
    },
  })
}
