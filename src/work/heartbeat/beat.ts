import type { LeaseState } from './messages.ts'

export interface BeatRow {
  /** False: the row names another boot. */
  readonly registered: boolean
  readonly leases: readonly LeaseState[]
}

/** $1 name, $2 boot id, then the held leases column by column: workspace, run, attempt, lease. One statement a beat. */
export const BEAT = `
  with beat as (
    update runtruth.workers w set heartbeat_at = clock_timestamp() where w.name = $1 and w.boot_id = $2::uuid returning w.name
  )
  select exists (select 1 from beat) as registered,
    coalesce((
      select json_agg(json_build_object(
        'lease', held.lease,
        'current', coalesce(r.status = 'running' and r.attempt = held.attempt and r.lease = held.lease, false),
        'cancelRequested', coalesce(r.cancel_requested_at is not null, false)))
      from unnest($3::integer[], $4::bigint[], $5::integer[], $6::uuid[]) held (workspace_id, run_id, attempt, lease)
      left join runtruth.operation_runs r on r.workspace_id = held.workspace_id and r.id = held.run_id
    ), '[]'::json) as leases`

/**
 * This connection is the proof that the process lives, so nobody but the process may end it, and when the machine or the
 * road vanishes the server must notice soon: 5 s of idleness, then 3 probes 2 s apart.
 */
export const SESSION_SETTINGS = `
  set idle_session_timeout = 0;
  set idle_in_transaction_session_timeout = 0;
  set tcp_keepalives_idle = 5;
  set tcp_keepalives_interval = 2;
  set tcp_keepalives_count = 3;
  set tcp_user_timeout = 10000;
  set role runtruth_system`

export const TAKE_SESSION = 'select pg_try_advisory_lock($1, $2) as held'
