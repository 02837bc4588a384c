import { z } from '@hono/zod-openapi'
import type { RunCounts } from '../ledger/countRuns.ts'
import { EVENT_KINDS } from '../ledger/events.ts'
import { MOST_ACTIVITY_ITEMS } from '../ledger/activity.ts'
import type { WireEvent, WireOperation } from '../ledger/wire.ts'
import { RECONCILE_ACTIONS } from '../reconcile/conclusion.ts'
import type { WireBulkReconcile } from './contract.ts'
import type { ReconcileAnswer } from '../reconcile/reconcileRuns.ts'
import { COUNT_KEYS, RECONCILIATION_REASONS, RUN_OUTCOMES, RUN_STATUSES } from '../truth/facts.ts'
import {
  DURATION_INSIGHTS,
  EVIDENCE_SIGNALS,
  EVIDENCE_SUPPORTS,
  FRESHNESS_STATES,
  LIFECYCLES,
  PROBLEM_CLASSES,
  PROGRESS_MODES,
  VERDICT_REASONS,
  type Verdict,
} from '../truth/verdict.ts'

/** What the answers hold, for the document. They are typed by the ledger; the tests hold every answer against these. */

export const instantSchema = z.iso.datetime().openapi({ example: '2026-11-23T12:04:00.000Z' })
const id = z.string().openapi({ example: '4711' })
const whole = z.int().min(0)

export const countsSchema = z
  .strictObject(keyed(COUNT_KEYS, whole.optional()))
  .openapi('Counts', { example: { processed: 37, total: 100 } })

const evidenceSchema = z
  .object({
    signal: z.enum(EVIDENCE_SIGNALS),
    checked: z.boolean().openapi({ description: 'False: the signal could not be read. Never counted as dead, and never as alive.' }),
    observed: z.string().nullable(),
    threshold: z.string().nullable(),
    supports: z.enum(EVIDENCE_SUPPORTS),
  })
  .openapi('Evidence')

const verdictSchema = z
  .object({
    lifecycle: z.enum(LIFECYCLES),
    freshness: z.enum(FRESHNESS_STATES),
    problem: z.enum(PROBLEM_CLASSES),
    reason: z.enum(VERDICT_REASONS),
    headline: z.string(),
    guidance: z.string(),
    nextStep: z.object({ label: z.string(), href: z.string().nullable() }).nullable(),
    progress: z.object({
      mode: z.enum(PROGRESS_MODES),
      live: z.boolean(),
      label: z.string().nullable(),
      processed: z.number().nullable(),
      total: z.number().nullable(),
      percent: whole.max(99).nullable(),
      lastReportedAt: instantSchema.nullable(),
    }),
    duration: z.object({
      elapsedMs: z.number().nullable(),
      usualMs: z.array(z.number()).length(2).nullable().openapi({ description: '[p50, p95] of the same type in the same workspace.' }),
      insight: z.enum(DURATION_INSIGHTS),
      label: z.string().nullable(),
    }),
    evidence: z.array(evidenceSchema),
    asOf: instantSchema,
    nextChangeAt: instantSchema.nullable().openapi({ description: 'The first instant at which time alone could change this verdict.' }),
  } satisfies Record<keyof Verdict, z.ZodType>)
  .openapi('Verdict')

/** The whole of it is described in docs/truth.md; a facts file may carry more than this version knows. */
export const factsSchema = z.looseObject({ factsVersion: z.literal(1), asOf: instantSchema, run: z.looseObject({ id }) }).openapi('Facts')

const operationShape = {
  id,
  type: z.string().openapi({ example: 'inventory.sync' }),
  label: z.string(),
  workspace: z.string(),
  tenant: z.string().nullable(),
  initiator: z.object({ kind: z.string(), name: z.string() }),
  status: z.enum(RUN_STATUSES),
  outcome: z.enum(RUN_OUTCOMES),
  attempt: whole,
  maxAttempts: whole,
  createdAt: instantSchema,
  availableAt: instantSchema.nullable(),
  startedAt: instantSchema.nullable(),
  completedAt: instantSchema.nullable(),
  counts: countsSchema.nullable(),
  phase: z.string().nullable(),
  failure: z.object({ code: z.string(), message: z.string() }).nullable(),
  parentId: id.nullable(),
  retryOf: id.nullable(),
  supersededBy: id.nullable(),
  source: z.object({
    name: z
      .string()
      .openapi({ description: 'pg-boss: our own queue. external: a worker that reports over HTTP. Else the name of a source.' }),
    control: z.enum(['own', 'read_only', 'controlled']).openapi({ description: 'Whether it can be cancelled and retried here.' }),
  }),
  verdict: verdictSchema,
  links: z.object({ page: z.string() }),
  facts: factsSchema.optional().openapi({ description: 'Only with include=facts: what the verdict follows from.' }),
} satisfies Record<keyof WireOperation, z.ZodType>

export const operationSchema = z.object(operationShape).openapi('Operation')

export const startedSchema = z
  .object({
    ...operationShape,
    created: z.boolean().openapi({ description: 'False: this operation was there already and stands for the same request.' }),
  })
  .openapi('StartedOperation')

export const cancelledSchema = z
  .object({ ...operationShape, effect: z.enum(['cancelled', 'requested', 'already_requested']) })
  .openapi('CancelledOperation')

export const reconciledSchema = z
  .object({
    asOf: instantSchema,
    action: z.enum([...RECONCILE_ACTIONS, 'left']).openapi({ description: '`left`: nothing was concluded, and `because` says why.' }),
    reason: z.enum(RECONCILIATION_REASONS).nullable(),
    rule: z.string(),
    because: z.string(),
    dueAt: instantSchema.nullable().openapi({ description: 'Left for now: when it would be closed if nothing else changes.' }),
    operation: operationSchema,
  } satisfies Record<keyof ReconcileAnswer, z.ZodType>)
  .openapi('ReconcileAnswer')

export const bulkReconciledSchema = z
  .object({
    asOf: instantSchema,
    answers: z.array(
      z.object({
        id,
        action: z.enum([...RECONCILE_ACTIONS, 'left']),
        reason: z.enum(RECONCILIATION_REASONS).nullable(),
        because: z.string(),
        dueAt: instantSchema.nullable(),
      } satisfies Record<keyof WireBulkReconcile['answers'][number], z.ZodType>),
    ),
  } satisfies Record<keyof WireBulkReconcile, z.ZodType>)
  .openapi('BulkReconcileAnswer')

export const operationListSchema = z
  .object({
    asOf: instantSchema,
    operations: z.array(operationSchema),
    next: z.string().nullable().openapi({ description: 'The cursor of the next page.' }),
  })
  .openapi('OperationList')

export const sourceListSchema = z
  .object({
    sources: z.array(
      z.object({
        name: z.string(),
        kind: z.string(),
        lookedAgoMs: z.number().nullable().openapi({ description: 'Since the last whole look; null: there was none yet.' }),
        followed: z.boolean().openapi({ description: 'Whether what its queue said still counts.' }),
        open: whole.openapi({ description: 'Operations of its jobs that are queued or running, in all workspaces.' }),
        refused: whole.openapi({ description: 'Jobs that belong to no workspace.' }),
        refusedBecause: z.string().nullable().openapi({ description: 'The reason most of them have.' }),
        catchUp: z.enum(['wanted', 'under_way', 'done']).openapi({ description: 'Whether everything its store holds has been read.' }),
        discovered: whole.openapi({ description: 'Jobs read by the catch-up that is under way, or by the last one.' }),
      }),
    ),
  })
  .openapi('SourceList')

export const activitySchema = z
  .object({ asOf: instantSchema, operations: z.array(operationSchema).max(MOST_ACTIVITY_ITEMS) })
  .openapi('Activity')

export const operationCountsSchema = z
  .object({
    asOf: instantSchema,
    total: whole,
    problem: z.object(keyed(PROBLEM_CLASSES, whole)),
    freshness: z.object(keyed(FRESHNESS_STATES, whole)),
    outcome: z.object(keyed(RUN_OUTCOMES, whole)),
    endedSince: z
      .object({ at: instantSchema, outcome: z.object(keyed(RUN_OUTCOMES, whole)) })
      .optional()
      .openapi({ description: 'Only where it was asked for: what ended at or after.' }),
  } satisfies Record<keyof RunCounts, z.ZodType>)
  .openapi('OperationCounts')

const eventSchema = z
  .object({
    id,
    at: instantSchema,
    kind: z.enum(EVENT_KINDS),
    attempt: whole,
    actor: z.object({ kind: z.string(), name: z.string() }),
    data: z.looseObject({}),
  } satisfies Record<keyof WireEvent, z.ZodType>)
  .openapi('OperationEvent')

export const eventListSchema = z.object({ events: z.array(eventSchema), next: z.string().nullable() }).openapi('OperationEventList')

/** One schema under every name of a closed list. */
function keyed<K extends string, Schema extends z.ZodType>(names: readonly K[], schema: Schema): Record<K, Schema> {
  // Every name of the list is set here.
  return Object.fromEntries(names.map((name) => [name, schema])) as Record<K, Schema>
}
