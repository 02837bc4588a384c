import type { Shape } from '../shape.ts'

export interface JobRow {
  name: string
  id: string
  payload: unknown
  state: 'created' | 'retry' | 'active' | 'completed' | 'cancelled' | 'failed'
  later: boolean
  createdOn: Date
  startAfter: Date
  startedOn: Date | null
  completedOn: Date | null
  retryCount: number
  retryLimit: number
  expireSeconds: number | null
  heartbeatOn: Date | null
  heartbeatSeconds: number | null
  /** Of a job that is held back for others: how many of them have not ended well, by their own rows. Null: it is not. */
  dependencies: number | null
  held: boolean | null
  groupTier: string | null
  /** Null: in no group, or not waiting. */
  groupActive: number | null
  failure: string | null
  failureDetail: string | null
}

/** Of the error as pg-boss keeps it: the thrown one itself, or what it put in its place when an attempt expired. */
const MESSAGE = `coalesce(j.output ->> 'message', j.output #>> '{value,message}', j.output ->> 'value')`

/** The columns of a job \`j\`, by what this release has; what is missing is null. */
export function jobColumns(shape: Shape): string {
  const { schema, job } = shape
  const has = (column: string, type: string) => (job.has(column) ? `j.${column}` : `null::${type}`)
  const expiry = job.has('expire_in') ? 'extract(epoch from j.expire_in)::int' : has('expire_seconds', 'int')
  const grouped = job.has('group_id')
    ? `case when j.state < 'active' and j.group_id is not null then
        (select count(*) from ${schema}.job o where o.name = j.name and o.state = 'active' and o.group_id = j.group_id)::int end`
    : 'null::int'
  return `
    j.name, j.id::text as id, j.data as payload, j.state::text as state, j.start_after > now() as later,
    j.created_on as "createdOn", j.start_after as "startAfter", j.started_on as "startedOn", j.completed_on as "completedOn",
    j.retry_count as "retryCount", j.retry_limit as "retryLimit", ${expiry} as "expireSeconds",
    ${has('heartbeat_on', 'timestamptz')} as "heartbeatOn", ${has('heartbeat_seconds', 'int')} as "heartbeatSeconds",
    ${job.has('blocked') ? dependencies(schema) : 'null::int'} as dependencies,
    ${isHeld(shape)} as held, ${has('group_tier', 'text')} as "groupTier", ${grouped} as "groupActive",
    f.message as failure, f.detail as "failureDetail"`
}

/** The error of the last attempt; a result that is an object with a message is not one. */
export const FAILURE = `
  left join lateral (
    select left(${MESSAGE}, 2000) as message,
      left(coalesce(j.output ->> 'stack', j.output #>> '{value,stack}', j.output::text), 16000) as detail
    where j.state in ('retry', 'failed') or (j.state = 'active' and j.retry_count > 0)
  ) f on true`

/** Its own count is brought up to date now and then. */
function dependencies(schema: string): string {
  return `case when j.blocked and j.state < 'active' then (
      select count(*) from ${schema}.job_dependency d left join ${schema}.job p on p.name = d.parent_name and p.id = d.parent_id
      where d.child_name = j.name and d.child_id = j.id and p.state is distinct from 'completed')::int end`
}

/** Whether the policy of its queue keeps a waiting job \`j\` back: another one of its key is under way. */
function isHeld({ schema, job }: Shape): string {
  if (!job.has('policy')) return 'null::boolean'
  return `case when j.state < 'active' then
      case j.policy
        when 'singleton' then exists (${sibling(schema, `o.state = 'active'`)})
        when 'stately' then exists (${sibling(schema, `o.state = 'active'`)})
        when 'key_strict_fifo' then exists (${sibling(schema, `o.state in ('active', 'retry', 'failed') and o.id <> j.id`)})
      end
    end`
}

function sibling(schema: string, which: string): string {
  return `select 1 from ${schema}.job o where o.name = j.name and o.policy = j.policy and ${which}
    and coalesce(o.singleton_key, '') = coalesce(j.singleton_key, '')`
}

/** Whether \`j\` may start once a worker comes; $ is left to the caller. */
export function isDue(shape: Shape): string {
  const blocked = shape.job.has('blocked') ? 'and not j.blocked' : ''
  return `j.state < 'active' ${blocked} and j.start_after <= now() and ${isHeld(shape)} is not true`
}
