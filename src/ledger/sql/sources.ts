import { json, sql, statement } from '../../db/sql.ts'

export interface SourceState {
  adoptedAt: Date
  recentCursor: string | null
  look: unknown
  discoveryWanted: boolean
  discoveryCursor: string | null
  discovered: string
}

/** What a process that follows a source finds; the row is made at first sight. `now`: the ledger's clock. */
export function adoptSource(name: string, kind: string, control: boolean) {
  return statement(sql<SourceState>`
    insert into runtruth.sources as s (name, kind, control) values (${name}, ${kind}, ${control})
    on conflict (name) do update set kind = excluded.kind, control = excluded.control
    returning s.adopted_at as "adoptedAt", s.recent_cursor as "recentCursor", s.look, s.discovery_wanted as "discoveryWanted",
      s.discovery_cursor as "discoveryCursor", s.discovered`)
}

export function selectClock() {
  return statement(sql<{ now: Date }>`select clock_timestamp() as now`)
}

export interface LookDraft {
  readonly lookedAt: Date
  readonly upSince: Date | null
  readonly look: unknown
  readonly recentCursor: string
  /** Something may have been missed. */
  readonly incomplete: boolean
}

/** A later look is never replaced by an earlier one. */
export function recordLook(name: string, draft: LookDraft) {
  return statement(sql<{ discoveryWanted: boolean }>`
    update runtruth.sources set
      looked_at = ${draft.lookedAt}::timestamptz, up_since = ${draft.upSince}::timestamptz, look = ${json(draft.look)}::jsonb,
      recent_cursor = ${draft.recentCursor},
      discovery_wanted = discovery_wanted or ${draft.incomplete}
    where name = ${name} and (looked_at is null or looked_at <= ${draft.lookedAt}::timestamptz)
    returning discovery_wanted or discovery_cursor is not null as "discoveryWanted"`)
}

/** Begins to read everything, or goes on where an earlier try ended. */
export function beginDiscovery(name: string) {
  return statement(sql<{ cursor: string | null; discovered: string }>`
    update runtruth.sources set
      discovery_began_at = case when discovery_cursor is null then now() else discovery_began_at end,
      discovered = case when discovery_cursor is null then 0 else discovered end,
      -- What is missed from here on asks for it anew.
      discovery_wanted = case when discovery_cursor is null then false else discovery_wanted end,
      discovery_ended_at = null
    where name = ${name}
    returning discovery_cursor as cursor, discovered`)
}

/** A page is done. `cursor` null: all of them. */
export function advanceDiscovery(name: string, cursor: string | null, words: number) {
  return statement(sql<{ discovered: string }>`
    update runtruth.sources set discovery_cursor = ${cursor}, discovered = discovered + ${words},
      discovery_ended_at = case when ${cursor}::text is null then now() end
    where name = ${name}
    returning discovered`)
}

export function refuseJobs(
  name: string,
  jobs: readonly { readonly queue: string; readonly id: string; readonly key: string; readonly reason: string }[],
) {
  return statement(sql<{ queueName: string }>`
    insert into runtruth.refused_jobs (source, queue_name, queue_job_id, queue_job_key, reason)
    select ${name}, j.queue, j.id, j.key, j.reason
    from jsonb_to_recordset(${json(jobs)}::jsonb) as j(queue text, id text, key text, reason text)
    on conflict (source, queue_name, queue_job_id, queue_job_key) do nothing
    returning queue_name as "queueName"`)
}

/** Whether any job of the source is counted as refused. */
export function selectHasRefused(name: string) {
  return statement(sql<{ any: boolean }>`select exists (select 1 from runtruth.refused_jobs where source = ${name}) as any`)
}

export function admitJobs(name: string, jobs: readonly { readonly queue: string; readonly id: string; readonly key: string }[]) {
  return statement(sql<{ queueName: string }>`
    delete from runtruth.refused_jobs d
    using unnest(${jobs.map(({ queue }) => queue)}::text[], ${jobs.map(({ id }) => id)}::text[], ${jobs.map(({ key }) => key)}::text[])
      as j(queue, id, key)
    where d.source = ${name} and d.queue_name = j.queue and d.queue_job_id = j.id and d.queue_job_key = j.key
    returning d.queue_name as "queueName"`)
}
