import { sql, statement } from '../../db/sql.ts'

export interface ReportRow {
  type: string
  label: string
  succeeded: number
  partiallySucceeded: number
  blocked: number
  failed: number
  cancelled: number
  /** Closed by the reconciler, whatever the outcome. */
  reconciled: number
  /** Milliseconds, of what succeeded; null where nothing did. */
  p50Ms: number | null
  p95Ms: number | null
}

/** What ended in the last so many days, per type. */
export function selectReport(workspaceId: number, tenantId: number | null, days: number) {
  return statement(sql<ReportRow>`
    select r.type, max(r.label) as label,
      count(*) filter (where r.outcome = 'succeeded')::integer as succeeded,
      count(*) filter (where r.outcome = 'partially_succeeded')::integer as "partiallySucceeded",
      count(*) filter (where r.outcome = 'blocked')::integer as blocked,
      count(*) filter (where r.outcome = 'failed')::integer as failed,
      count(*) filter (where r.outcome = 'cancelled')::integer as cancelled,
      count(*) filter (where r.reconciliation is not null)::integer as reconciled,
      percentile_cont(0.5) within group (order by took.ms) filter (where r.outcome = 'succeeded') as "p50Ms",
      percentile_cont(0.95) within group (order by took.ms) filter (where r.outcome = 'succeeded') as "p95Ms"
    from runtruth.operation_runs r
    cross join lateral (select round(extract(epoch from r.completed_at - r.started_at) * 1000)::float8 as ms) took
    where r.workspace_id = ${workspaceId} and r.status = 'completed' and r.completed_at > now() - make_interval(days => ${days}::integer)
      ${tenantId === null ? sql`` : sql`and r.tenant_id = ${tenantId}`}
    group by r.type order by r.type`)
}
