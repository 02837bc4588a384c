import { sql, statement } from '../../db/sql.ts'

export interface SendingRow {
  /** Webhooks that are enabled. */
  enabled: number
  /** Of them, those whose receiver refuses what it is sent. */
  failing: number
  /** Messages that have been due for longer than that without being taken. */
  overdue: number
  /** How long the one of them that has waited longest has been due; null: none. */
  overdueForMs: number | null
}

/** Whether what is due is sent, in all workspaces. */
export function selectSending(afterMs: number) {
  return statement(sql<SendingRow>`
    select count(*)::int as enabled, (count(*) filter (where e.failing_since is not null))::int as failing,
      coalesce(sum(late.messages), 0)::int as overdue, (extract(epoch from now() - min(late.since)) * 1000)::float8 as "overdueForMs"
    from runtruth.webhook_endpoints e
    cross join lateral (
      select count(*) as messages, min(d.next_at) as since from runtruth.webhook_deliveries d
      where d.workspace_id = e.workspace_id and d.endpoint_id = e.id and d.state = 'due' and d.next_at < now() - make_interval(secs => ${afterMs}::integer / 1000.0)
    ) late
    where e.state = 'enabled'`)
}
