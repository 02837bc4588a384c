export interface FoundTable {
  readonly name: string
  readonly readable: boolean
  /** Row security may keep rows from this role. */
  readonly hidesRows: boolean
  /** Quoted; of the table's ids, where the role may read it. */
  readonly sequence: string | null
  /** Its jobs name their task by id: so since 0.14. */
  readonly hasTaskId: boolean
}

/** The tables of schema $1 that may be Graphile Worker's. */
export const DESCRIBE_SCHEMA = `
  select c.relname as name,
    has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select') as readable,
    row_security_active(c.oid) and not (
      exists (
        select 1 from pg_policy p
        where p.polrelid = c.oid and p.polpermissive and p.polcmd in ('r', '*') and pg_get_expr(p.polqual, p.polrelid) = 'true'
          and (0 = any(p.polroles) or exists (select 1 from unnest(p.polroles) r where pg_has_role(r, 'usage')))
      )
      and not exists (select 1 from pg_policy p where p.polrelid = c.oid and not p.polpermissive and p.polcmd in ('r', '*'))
    ) as "hidesRows",
    case when has_sequence_privilege(ids.name, 'select') then ids.name end as sequence,
    exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'task_id' and not a.attisdropped) as "hasTaskId"
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  left join lateral (
    select case when c.relname in ('_private_jobs', 'jobs') and has_schema_privilege(n.oid, 'usage')
      then pg_get_serial_sequence(format('%I.%I', n.nspname, c.relname), 'id') end as name
  ) ids on true
  where n.nspname = $1 and c.relkind = 'r'
    and c.relname in ('_private_jobs', '_private_tasks', '_private_job_queues', 'jobs', 'tasks', 'job_queues')`
