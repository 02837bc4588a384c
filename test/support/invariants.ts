import type pg from 'pg'

/**
 * What must be true of any ledger at rest, whatever happened to the processes that wrote it. Histories written by the
 * factories begin in the middle, so they are held to the same rules from where they begin. So does that of a job of somebody
 * else's queue: attempts that were over before it was heard of have no events, and of the last one the queue may not say when it began.
 */
export async function assertLedgerSound(owner: pg.Pool): Promise<void> {
  const violations = [...(await unsoundHistories(owner)), ...(await unsoundRows(owner))]
  if (violations.length > 0) throw new Error(`The ledger is not sound:\n${violations.join('\n')}`)
}

interface HistoryRow {
  id: string
  status: string
  outcome: string
  attempt: number
  source: string
  observed: boolean
  reconciled: boolean
  amended: boolean
  events: { kind: string; attempt: number; actor: string; outcome: string | null }[]
}

/** Replays the events of every run through the only transitions there are, and compares the end with the row. */
async function unsoundHistories(owner: pg.Pool): Promise<string[]> {
  const { rows } = await owner.query<HistoryRow>(
    `select r.workspace_id || '/' || r.id as id, r.status, r.outcome, r.attempt, r.source, r.observed,
       r.reconciliation is not null as reconciled, r.reconciliation ->> 'amendedAt' is not null as amended,
       coalesce(json_agg(json_build_object('kind', e.kind, 'attempt', e.attempt, 'actor', e.actor_name, 'outcome', e.data ->> 'outcome') order by e.id)
         filter (where e.id is not null), '[]'::json) as events
     from runtruth.operation_runs r
     left join runtruth.operation_events e on e.workspace_id = r.workspace_id and e.run_id = r.id
     group by r.workspace_id, r.id order by r.workspace_id, r.id`,
  )
  return rows.flatMap((row) => {
    const wrong = replay(row)
    return wrong === null
      ? []
      : [`run ${row.id}: ${wrong}; its events: ${row.events.map(({ kind, attempt }) => `${kind}@${attempt}`).join(' ')}`]
  })
}

type Standing = {
  status: 'queued' | 'running' | 'completed'
  outcome: string
  attempt: number
  reconciled: boolean
  amended: boolean
  lost: boolean
}

const ENDS_ATTEMPT = new Set(['attempt_failed', 'attempt_lost', 'handed_back'])
const TERMINAL = new Set(['succeeded', 'partially_succeeded', 'failed', 'blocked', 'cancelled', 'reconciled'])
/** What a worker can only say about an attempt that it has started. */
const NEEDS_START = new Set(['succeeded', 'partially_succeeded'])

/** Null: sound. Every start has at most one end, nothing follows an end but an amendment of a reconciled one. */
function replay(row: HistoryRow): string | null {
  const [first, ...rest] = row.events
  if (first?.kind !== 'queued') return 'it does not begin with being queued'
  const staged = first.actor === 'factory'
  const now: Standing = { status: 'queued', outcome: 'pending', attempt: 0, reconciled: false, amended: false, lost: false }
  if (staged) {
    now.attempt = row.attempt
    now.status = row.status === 'queued' ? 'queued' : 'running'
    if (row.status === 'completed' && rest.length === 0) return null
  }
  for (const { kind, attempt, outcome } of rest) {
    if (kind === 'queued') return 'it was queued for the first time twice'
    if (kind === 'started') {
      if (now.status !== 'queued') return `an attempt started while it was ${now.status}`
      now.status = 'running'
      now.attempt = row.observed ? Math.max(now.attempt + 1, attempt) : now.attempt + 1
      now.lost = false
      if (attempt !== now.attempt) return `attempt ${now.attempt} started as attempt ${attempt}`
    } else if (ENDS_ATTEMPT.has(kind)) {
      if (now.status !== 'running') return `an attempt ended (${kind}) while it was ${now.status}`
      now.status = 'queued'
      now.lost = kind === 'attempt_lost'
      if (kind === 'handed_back') now.attempt -= 1
    } else if (TERMINAL.has(kind)) {
      if (now.status === 'completed') return `it ended twice (${kind} after ${now.outcome})`
      if (row.observed && now.status === 'queued') now.attempt = Math.max(now.attempt, attempt)
      else if (now.status === 'queued' && NEEDS_START.has(kind) && !now.lost) return `it ended (${kind}) although nobody was working on it`
      now.status = 'completed'
      now.reconciled = kind === 'reconciled'
      now.outcome = kind === 'reconciled' ? (outcome ?? 'missing') : kind
    } else if (kind === 'amended') {
      if (!now.reconciled) return 'an outcome was amended that nobody had reconciled'
      if (now.amended) return 'it was amended twice'
      now.amended = true
      now.outcome = outcome ?? 'missing'
    }
  }
  for (const key of ['status', 'outcome', 'attempt', 'reconciled', 'amended'] as const) {
    if (now[key] !== row[key]) return `its row says ${key} = ${row[key]}, its events say ${now[key]}`
  }
  return null
}

/** Each statement answers one sentence per violation. */
const RULES = [
  `select format('%s/%s: open, but the queue has no live job for it (job %s is %s)', r.workspace_id, r.id, r.queue_job_id, coalesce(j.state::text, 'gone')) as violation
   from runtruth.operation_runs r left join runtruth_queue.job j on j.name = r.queue_name and j.id::text = r.queue_job_id
   where r.status <> 'completed' and r.source = 'pg-boss' and (j.id is null or j.state > 'active')`,

  `select format('%s/%s: running, but its job is %s', r.workspace_id, r.id, j.state) as violation
   from runtruth.operation_runs r join runtruth_queue.job j on j.name = r.queue_name and j.id::text = r.queue_job_id
   where r.status = 'running' and r.source = 'pg-boss' and j.state <> 'active'`,

  `select format('%s/%s: queued, but its job %s was taken at %s and nobody started it', r.workspace_id, r.id, j.id, j.started_on) as violation
   from runtruth.operation_runs r join runtruth_queue.job j on j.name = r.queue_name and j.id::text = r.queue_job_id
   where r.status = 'queued' and r.source = 'pg-boss' and j.state = 'active'`,

  `select format('%s/%s: %s, but %s of its jobs can still be given to a worker', r.workspace_id, r.id, r.status, count(*)) as violation
   from runtruth.operation_runs r join runtruth_queue.job j on j.name = r.queue_name and j.data ->> 'runId' = r.id::text and j.data ->> 'workspaceId' = r.workspace_id::text
   where r.source = 'pg-boss' and j.state <= 'active'
   group by r.workspace_id, r.id, r.status having count(*) > case when r.status = 'completed' then 0 else 1 end`,

  `with counted as (
     select workspace_id, coalesce(tenant_id, 0) as tenant_id, outcome, count(*) as runs from runtruth.operation_runs where status = 'completed' group by 1, 2, 3
   ), kept as (
     select workspace_id, tenant_id, outcome, sum(runs) as runs from runtruth.outcome_counts group by 1, 2, 3
   )
   select format('workspace %s tenant %s: %s operations %s, the totals say %s', workspace_id, tenant_id, coalesce(c.runs, 0), outcome, coalesce(k.runs, 0)) as violation
   from counted c full join kept k using (workspace_id, tenant_id, outcome) where coalesce(c.runs, 0) <> coalesce(k.runs, 0)`,

  `select format('%s/%s: its initiator has %s notifications of its end and %s of an amendment', r.workspace_id, r.id, told.ends, told.amendments) as violation
   from runtruth.operation_runs r, lateral (
     select count(*) filter (where n.kind = 'finished') as ends, count(*) filter (where n.kind = 'amended') as amendments
     from runtruth.notifications n where n.workspace_id = r.workspace_id and n.run_id = r.id
   ) told, lateral (
     select r.initiator_kind = 'user' and r.parent_id is null and r.status = 'completed'
       and not exists (select 1 from runtruth.operation_events e where e.workspace_id = r.workspace_id and e.run_id = r.id and e.actor_name = 'factory') as due
   ) expected
   where expected.due and (told.ends <> 1 or told.amendments <> case when r.reconciliation ->> 'amendedAt' is null then 0 else 1 end)`,
]

async function unsoundRows(owner: pg.Pool): Promise<string[]> {
  const violations: string[] = []
  for (const rule of RULES) {
    const { rows } = await owner.query<{ violation: string }>(rule)
    violations.push(...rows.map((row) => row.violation))
  }
  return violations
}
