import type { Database } from '../../db/database.ts'
import { sql, statement } from '../../db/sql.ts'
import type { Services } from '../../work/services.ts'
import { ok, problem, type Finding } from './finding.ts'

const REMEDY_ROLE = 'As a superuser: alter role runtruth_app nosuperuser nobypassrls; alter role runtruth_system nosuperuser nobypassrls;'

/** The second wall: roles that cannot step over it, tables that stand behind it, and a real look over it that sees nothing. */
export async function checkRowSecurity({ db }: Services): Promise<readonly Finding[]> {
  return [...(await roleFindings(db)), ...(await tableFindings(db)), await provenBlind(db)]
}

async function roleFindings(db: Database): Promise<Finding[]> {
  const { rows } = await db.asOwner(`
    select rolname as name, rolsuper or rolbypassrls as free from pg_roles where rolname in ('runtruth_app', 'runtruth_system') order by 1`)
  // The statement names its columns.
  const free = (rows as { name: string; free: boolean }[]).filter((role) => role.free)
  return free.map(({ name }) => problem('row_security', `The role ${name} may pass row security, so it sees every workspace.`, REMEDY_ROLE))
}

async function tableFindings(db: Database): Promise<Finding[]> {
  const { rows } = await db.asOwner(`
    select c.relname as name from pg_class c
    where c.relnamespace = 'runtruth'::regnamespace and c.relkind in ('r', 'p')
      and exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'workspace_id' and not a.attisdropped)
      and not (c.relrowsecurity and c.relforcerowsecurity)
    order by 1`)
  // As above.
  return (rows as { name: string }[]).map(({ name }) =>
    problem(
      'row_security',
      `The table runtruth.${name} is not behind forced row security.`,
      `As its owner: alter table runtruth.${name} enable row level security; alter table runtruth.${name} force row level security;`,
    ),
  )
}

/** A workspace that cannot exist: whatever is seen from inside it belongs to somebody else. */
const NO_WORKSPACE = 0

async function provenBlind(db: Database): Promise<Finding> {
  const { rows } = await db.asOwner(`
    select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'workspace_id' and not a.attisdropped
    where c.relnamespace = 'runtruth'::regnamespace and c.relkind in ('r', 'p') and has_any_column_privilege('runtruth_app', c.oid, 'select')
    order by 1`)
  // As above.
  const tables = ['workspaces', ...(rows as { name: string }[]).map(({ name }) => name)]
  const seen = await db.inWorkspace(NO_WORKSPACE, async (tx) => {
    const visible: string[] = []
    for (const table of tables) {
      const row = await tx.row(statement(sql<{ seen: boolean }>`select exists (select 1 from runtruth.${sql.ref(table)}) as seen`))
      if (row?.seen) visible.push(table)
    }
    return visible
  })
  if (seen.length === 0)
    return ok('row_security', `Row security holds: from inside one workspace, ${tables.length} tables showed nothing of any other.`)
  return problem(
    'row_security',
    `From inside one workspace, rows of others are visible in ${seen.join(', ')}.`,
    'Restore the policies: compare with the snapshot migrations/schema.sql of this version.',
  )
}
