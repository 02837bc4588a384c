/** What pg-boss has no call for, on its tables; the settings of the queues live in them and stay pg-boss's to enforce. */

/** Queues of $1 with a job that is due; one probe of an index per queue. */
export const SELECT_WAITING = `
  select wanted.name from unnest($1::text[]) wanted (name)
  where exists (
    select 1 from runtruth_queue.job j
    where j.name = wanted.name and j.state < 'active' and not j.blocked and j.start_after <= now())`

/** Expiry counts from started_on. */
export const RENEW_JOBS = `
  update runtruth_queue.job j set started_on = now()
  from unnest($1::text[], $2::uuid[]) held (name, id)
  where j.name = held.name and j.id = held.id and j.state = 'active'`
