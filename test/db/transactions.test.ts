import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql, statement } from '../../src/db/sql.ts'
import { cancelOperation } from '../../src/work/cancelOperation.ts'
import { createFixture, type Fixture } from '../support/fixture.ts'
import { insertRunHistory } from '../support/factories.ts'

let fixture: Fixture

beforeAll(async () => {
  fixture = await createFixture()
})
afterAll(async () => await fixture.close())

describe('two transactions that lock the same rows the other way round', () => {
  it('both come to their end: the one the database gives up begins again', async () => {
    const slugs = ['contoso', 'fabrikam'] as const
    const bothHoldOne = Promise.withResolvers<void>()
    let holding = 0
    const begun: Record<string, number> = {}
    const lockBoth = async (name: string, order: readonly string[]) =>
      await fixture.db.inWorkspace(fixture.acme.id, async (tx) => {
        begun[name] = (begun[name] ?? 0) + 1
        const lock = async (slug: string | undefined) =>
          await tx.execute(`update runtruth.tenants set name = name || $2 where workspace_id = $3 and slug = $1`, [
            slug,
            name,
            fixture.acme.id,
          ])
        await lock(order[0])
        holding += 1
        if (holding === 2) bothHoldOne.resolve()
        await bothHoldOne.promise
        await lock(order[1])
      })
    await Promise.all([lockBoth('x', slugs), lockBoth('y', slugs.toReversed())])
    expect(Object.values(begun).toSorted((a, b) => a - b)).toEqual([1, 2])
    const { rows } = await fixture.owner.query<{ name: string }>('select name from runtruth.tenants where workspace_id = $1', [
      fixture.acme.id,
    ])
    for (const { name } of rows) expect(name).toMatch(/(xy|yx)$/)
  })

  it('as operators do who cancel operations made of parts at the same moment', async () => {
    const scope = await fixture.scope('acme')
    const whole = async () => {
      const parent = await insertRunHistory(fixture.owner, fixture.acme)
      const parts = await Promise.all(
        Array.from({ length: 8 }, async () => await insertRunHistory(fixture.owner, fixture.acme, { parentId: parent.id })),
      )
      return [parent, ...parts].map(({ id }) => id)
    }
    const wholes = await Promise.all([whole(), whole(), whole(), whole()])
    await Promise.all(wholes.map(async ([parent]) => await cancelOperation(fixture.services, scope, parent ?? '')))
    const { rows } = await fixture.owner.query(
      'select distinct status, outcome from runtruth.operation_runs where id = any($1::bigint[])',
      [wholes.flat()],
    )
    expect(rows).toEqual([{ status: 'completed', outcome: 'cancelled' }])
  })
})

describe('a database that goes away', () => {
  it('before the end of a transaction has taken nothing of it', async () => {
    const away = fixture.db.inWorkspace(fixture.acme.id, async (tx) => {
      const { rows } = await tx.execute('select pg_backend_pid() as pid')
      await fixture.owner.query('select pg_terminate_backend($1, 5000)', [(rows as { pid: number }[])[0]?.pid])
      await tx.execute('select 1')
    })
    await expect(away).rejects.toMatchObject({ code: 'database_unavailable', message: expect.stringMatching(/nothing was changed/i) })
  })

  it('while the end of a transaction is being recorded leaves it unknown, and nothing else is claimed', async () => {
    const table = `public.t_${randomUUID().replaceAll('-', '')}`
    await fixture.owner.query(`
      create table ${table} (n int);
      grant insert on ${table} to runtruth_app;
      create function ${table}_end() returns trigger language plpgsql security definer as $$ begin perform pg_terminate_backend(pg_backend_pid()); return null; end $$;
      create constraint trigger gone after insert on ${table} deferrable initially deferred for each row execute function ${table}_end()`)
    const away = fixture.db.inWorkspace(fixture.acme.id, async (tx) => await tx.execute(`insert into ${table} values (1)`))
    const error: unknown = await away.catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'database_unavailable', message: expect.stringMatching(/not known/) })
    expect((error as Error).message).not.toMatch(/nothing was changed/i)
  })
})

describe('a statement that leaves together with its commit', () => {
  it('is committed in its workspace, and is seen by others', async () => {
    const rows = await fixture.db.atOnceInWorkspace(fixture.acme.id, renamed('contoso', 'At once'))
    expect(rows).toEqual([{ name: 'At once' }])
    const { rows: seen } = await fixture.owner.query('select name from runtruth.tenants where workspace_id = $1 and slug = $2', [
      fixture.acme.id,
      'contoso',
    ])
    expect(seen).toEqual(rows)
    expect(await fixture.db.atOnceInWorkspace(fixture.globex.id, renamed('contoso', 'Elsewhere'))).toEqual([])
  })

  it('that fails has taken nothing, says so, and leaves its connection in order', async () => {
    await expect(fixture.db.atOnceInWorkspace(fixture.acme.id, renamed('fabrikam', null))).rejects.toMatchObject({ code: '23502' })
    expect(await fixture.db.atOnceInWorkspace(fixture.acme.id, renamed('fabrikam', 'In order'))).toEqual([{ name: 'In order' }])
  })

  it('is left unknown when the database goes away with it', async () => {
    await fixture.owner.query(`
      create function public.end_of_all() returns int language plpgsql security definer as $$ begin perform pg_terminate_backend(pg_backend_pid()); return 1; end $$`)
    const away = fixture.db.atOnceInWorkspace(fixture.acme.id, statement(sql`select public.end_of_all() + ${1}`))
    await expect(away).rejects.toMatchObject({ code: 'database_unavailable', message: expect.stringMatching(/not known/) })
  })
})

function renamed(slug: string, name: string | null) {
  return statement(sql<{ name: string }>`update runtruth.tenants set name = ${name} where slug = ${slug} returning name`)
}
