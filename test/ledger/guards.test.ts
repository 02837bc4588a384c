import { afterAll, beforeAll, expect, test } from 'vitest'
import { insertRunHistory } from '../support/factories.ts'
import { createFixture, type Fixture } from '../support/fixture.ts'

let fixture: Fixture
beforeAll(async () => {
  fixture = await createFixture()
})
afterAll(async () => await fixture.close())

/** As the product's own role, past every verb: the walls that stand when the code is wrong. */
async function asApp(workspaceId: number, text: string, values: unknown[] = []): Promise<unknown[]> {
  return await fixture.db.inWorkspace(workspaceId, async (tx) => (await tx.execute(text, values)).rows)
}

test('a change of status without its event does not commit', async () => {
  const { id } = await insertRunHistory(fixture.owner, fixture.acme)
  await expect(
    asApp(
      fixture.acme.id,
      `update runtruth.operation_runs set status = 'completed', outcome = 'failed', completed_at = now() where id = $1`,
      [id],
    ),
  ).rejects.toMatchObject({ constraint: 'every_transition_is_recorded' })
})

test('a completed run never opens again and its outcome never changes without a reconciliation to amend', async () => {
  const { id } = await insertRunHistory(fixture.owner, fixture.acme, { status: 'completed', outcome: 'failed' })
  await expect(
    asApp(fixture.acme.id, `update runtruth.operation_runs set outcome = 'succeeded' where id = $1`, [id]),
  ).rejects.toMatchObject({
    constraint: 'a_completed_run_stays_completed',
  })
  await expect(
    asApp(
      fixture.acme.id,
      `update runtruth.operation_runs set status = 'queued', outcome = 'pending', completed_at = null, started_at = null where id = $1`,
      [id],
    ),
  ).rejects.toMatchObject({ constraint: 'a_completed_run_stays_completed' })
})

test.each([
  ['a_completed_run_has_an_outcome', `status = 'completed', completed_at = now()`],
  ['a_completed_run_has_its_time', `status = 'completed', outcome = 'failed'`],
  ['a_running_run_has_started', `status = 'running', lease = gen_random_uuid(), attempt = 1`],
  ['a_running_run_has_a_lease', `status = 'running', started_at = now(), attempt = 1`],
  ['a_queued_run_has_not_started', `started_at = now()`],
  ['only_a_completed_run_is_reconciled', `reconciliation = '{}'`],
  ['an_outcome_is_one_of_six', `status = 'completed', completed_at = now(), outcome = 'stale'`],
])('the database refuses what breaks "%s"', async (constraint, change) => {
  const { id } = await insertRunHistory(fixture.owner, fixture.acme)
  await expect(asApp(fixture.acme.id, `update runtruth.operation_runs set ${change} where id = $1`, [id])).rejects.toMatchObject({
    constraint,
  })
})

test('events are append-only for the product and for the owner', async () => {
  await insertRunHistory(fixture.owner, fixture.acme)
  await expect(asApp(fixture.acme.id, `update runtruth.operation_events set kind = 'failed'`)).rejects.toMatchObject({ code: '42501' })
  await expect(asApp(fixture.acme.id, `delete from runtruth.operation_events`)).rejects.toMatchObject({ code: '42501' })
  await expect(fixture.owner.query(`update runtruth.operation_events set kind = 'failed'`)).rejects.toMatchObject({
    constraint: 'events_are_never_edited',
  })
})

test('no table of a workspace shows a row of another, and none shows any without a workspace', async () => {
  await insertRunHistory(fixture.owner, fixture.acme)
  await insertRunHistory(fixture.owner, fixture.globex)
  const { rows } = await fixture.owner.query<{ table: string; readable: boolean }>(
    `select c.table_name as table, has_any_column_privilege('runtruth_app', 'runtruth.' || c.table_name, 'select') as readable
     from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
     where c.table_schema = 'runtruth' and c.column_name = 'workspace_id' and t.table_type = 'BASE TABLE' order by 1`,
  )
  // What the role may not read at all shows nothing either.
  const readable = rows.filter((row) => row.readable)
  expect(readable.length).toBeGreaterThanOrEqual(9)
  for (const { table } of readable) {
    const foreign = await asApp(fixture.acme.id, `select 1 from runtruth.${table} where workspace_id <> $1`, [fixture.acme.id])
    expect(foreign, table).toEqual([])
  }
  for (const { table } of rows) {
    const { rows: secured } = await fixture.owner.query(
      `select relrowsecurity and relforcerowsecurity as forced from pg_class where oid = $1::regclass`,
      [`runtruth.${table}`],
    )
    expect(secured, table).toEqual([{ forced: true }])
  }
  const client = await fixture.owner.connect()
  try {
    await client.query('begin; set local role runtruth_app')
    for (const { table } of readable) expect((await client.query(`select 1 from runtruth.${table}`)).rows, table).toEqual([])
  } finally {
    await client.query('rollback')
    client.release()
  }
})

test('a row cannot be written into another workspace', async () => {
  await expect(
    asApp(fixture.acme.id, `insert into runtruth.tenants (workspace_id, slug, name) values ($1, 'intruder', 'Intruder')`, [
      fixture.globex.id,
    ]),
  ).rejects.toMatchObject({ code: '42501' })
})

test('a workspace cannot be changed from within, its suspension least of all', async () => {
  const change = asApp(fixture.acme.id, `update runtruth.workspaces set state = 'active' where id = $1`, [fixture.acme.id])
  await expect(change).rejects.toMatchObject({ code: '42501' })
})

test('counts of outcomes are the rows, after inserts, ends, amendments and retention', async () => {
  const exact = `select outcome, count(*)::int as runs from runtruth.operation_runs where workspace_id = $1 and status = 'completed' group by 1 order by 1`
  const counted = `select outcome, sum(runs)::int as runs from runtruth.outcome_counts where workspace_id = $1 group by 1 having sum(runs) <> 0 order by 1`
  for (const outcome of ['succeeded', 'failed', 'failed', 'blocked'] as const) {
    await insertRunHistory(fixture.owner, fixture.globex, {
      status: 'completed',
      outcome,
      completedAgoMs: outcome === 'blocked' ? 864e5 * 400 : 1_000,
    })
  }
  const compare = async () =>
    expect((await fixture.owner.query(counted, [fixture.globex.id])).rows).toEqual(
      (await fixture.owner.query(exact, [fixture.globex.id])).rows,
    )
  await compare()
  const removed = await asApp(fixture.globex.id, `select runtruth.prune_history($1, now() - interval '300 days', 100) as removed`, [
    fixture.globex.id,
  ])
  expect(removed).toEqual([{ removed: 1 }])
  await compare()
})

test('retention prunes inside its own workspace only', async () => {
  await expect(asApp(fixture.acme.id, `select runtruth.prune_history($1, now(), 100)`, [fixture.globex.id])).rejects.toMatchObject({
    code: '42501',
  })
})
