import { z } from 'zod'
import type { Scope } from '../access/scope.ts'
import { artifactContent, findArtifact } from '../ledger/artifacts.ts'
import type { RunOutcome } from '../truth/facts.ts'
import { defineOperation, type OperationDefinition } from '../work/defineOperation.ts'
import { openArtifactSink } from './artifactSink.ts'
import { readingOf, type LedgerReader } from './ledgerReader.ts'
import { REPORT_DAYS, REPORT_PART, type ReportPart } from './reportPart.ts'

interface Piece {
  readonly tenant: string
  readonly operationId: string | null
  readonly outcome: RunOutcome
  /** Null where the part did not succeed: a gap is shown as one. */
  readonly types: ReportPart['types'] | null
}

/** Outcomes and durations of a whole workspace: one part per operable tenant, put together when all of them have ended. */
export function reportCompose(reader: LedgerReader): OperationDefinition {
  return defineOperation({
    type: 'report.compose',
    label: 'Operations report',
    lifecycle: { queuedWindow: '10m', runningWindow: '30m', reconcileAfter: '30m' },
    input: z.strictObject({ days: z.int().min(1).max(365).default(REPORT_DAYS) }),
    identity: ({ days }) => [days],
    retry: 'safe',
    async run({ operationId, attempt, workspace, tenant, input, signal, child }) {
      const { db, observer } = reader
      const { place, scope } = await readingOf(reader, { workspace, tenant })
      const tenants = place.tenants.filter(({ slug, state }) => state === 'operable' && (tenant === null || slug === tenant))

      const pieces = await Promise.all(
        tenants.map(async ({ slug }): Promise<Piece> => {
          try {
            const part = await child(REPORT_PART, { key: slug, tenant: slug, input: { days: input.days } })
            const types = part.outcome === 'succeeded' ? await readPart(reader, scope, part.id) : null
            return { tenant: slug, operationId: part.id, outcome: part.outcome, types }
          } catch (error) {
            signal.throwIfAborted()
            // A tenant that cannot be reported on is a gap in the report, not the end of it.
            if (tenants.length === 1) throw error
            return { tenant: slug, operationId: null, outcome: 'failed', types: null }
          }
        }),
      )
      signal.throwIfAborted()

      const { asOf } = await observer.observe()
      const report = { workspace, asOf: asOf.toISOString(), days: input.days, totals: totalsOf(pieces), tenants: pieces }
      const file = { fileName: `${workspace}-report-${operationId}.json`, mediaType: 'application/json' }
      const sink = await openArtifactSink(db, scope, { runId: operationId, attempt }, file)
      await sink.write(`${JSON.stringify(report, null, 2)}\n`)
      const bytes = await sink.end()

      const succeeded = pieces.filter(({ types }) => types !== null).length
      const failed = pieces.length - succeeded
      if (succeeded === 0 && failed > 0) throw new Error('No part of the report succeeded.')
      return { counts: { total: pieces.length, succeeded, failed, bytes }, outcome: failed === 0 ? 'succeeded' : 'partially_succeeded' }
    },
  })
}

async function readPart(reader: LedgerReader, scope: Scope, partId: string): Promise<ReportPart['types'] | null> {
  const artifact = await reader.db.inWorkspace(scope.workspace.id, async (tx) => await findArtifact(tx, scope, partId))
  if (!artifact) return null
  const content: Uint8Array[] = []
  for await (const chunk of artifactContent(reader.db, scope, artifact)) content.push(chunk)
  // Written by report.part of this version or an earlier one, whose keys only grow.
  return (JSON.parse(Buffer.concat(content).toString('utf8')) as ReportPart).types
}

/** Counts add up over tenants; percentiles do not, and stay with their tenant. */
function totalsOf(pieces: readonly Piece[]) {
  const totals = new Map<
    string,
    {
      type: string
      label: string
      succeeded: number
      partiallySucceeded: number
      blocked: number
      failed: number
      cancelled: number
      reconciled: number
    }
  >()
  for (const row of pieces.flatMap(({ types }) => types ?? [])) {
    const sum = totals.get(row.type)
    totals.set(row.type, {
      type: row.type,
      label: row.label,
      succeeded: (sum?.succeeded ?? 0) + row.succeeded,
      partiallySucceeded: (sum?.partiallySucceeded ?? 0) + row.partiallySucceeded,
      blocked: (sum?.blocked ?? 0) + row.blocked,
      failed: (sum?.failed ?? 0) + row.failed,
      cancelled: (sum?.cancelled ?? 0) + row.cancelled,
      reconciled: (sum?.reconciled ?? 0) + row.reconciled,
    })
  }
  return [...totals.values()].toSorted((a, b) => (a.type < b.type ? -1 : 1))
}
