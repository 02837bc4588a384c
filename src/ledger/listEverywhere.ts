import type { Tx } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import type { Page, RunFilters } from './filters.ts'
import { judgeRows, judgeRun, type JudgedRun } from './judgedRun.ts'
import { belongs, partsOf } from './listRuns.ts'
import { runPage } from './sql/runPage.ts'
import { selectRuns } from './sql/selectRuns.ts'
import { selectSlugs } from './sql/selectSlugs.ts'
import type { WorkerObservation } from './workerObserver.ts'

export interface RunsEverywhere {
  readonly asOf: Date
  readonly runs: readonly (JudgedRun & { readonly workspace: string })[]
  readonly next: string | null
}

/**
 * A page of the operations of all workspaces, newest first, in two statements: for the platform plane, in a transaction of
 * the system, which only looks. Each workspace is asked for its own newest, so the indexes that answer one answer all.
 */
export async function listEverywhere(
  tx: Tx,
  observation: WorkerObservation,
  filters: Pick<RunFilters, 'problem' | 'freshness'>,
  page: Page,
): Promise<RunsEverywhere> {
  const parts = partsOf(filters).map((part) => {
    const own = runPage(sql<number>`w.id`, null, filters, page, part)
    const limit = part === 'open' ? sql`` : sql`order by r.id desc limit ${page.limit + 1}`
    return sql`(select r.* from runtruth.workspaces w cross join lateral (${own}) r ${limit})`
  })
  if (parts.length === 0) return { asOf: observation.asOf, runs: [], next: null }
  const rows = await tx.rows(selectRuns(sql.join(parts, sql` union all `), 'without_place', 'look_only'))
  const judged = judgeRows({ workspace: { slug: '' } }, rows, observation)
  const matching = judged.filter(({ verdict }) => belongs(filters, verdict))
  const told = matching.slice(0, page.limit)
  const slugs = new Map((await tx.rows(selectSlugs(told.map(({ run }) => run.id)))).map(({ id, slug }) => [id, slug]))
  return {
    asOf: observation.asOf,
    // The name of the workspace finds links, never the verdict; judged again so that they are right.
    runs: told.flatMap((one) => {
      const workspace = slugs.get(one.run.id)
      if (workspace === undefined) return []
      const { facts } = one
      return [{ ...judgeRun({ ...one, facts: { ...facts, run: { ...facts.run, workspace } } }), workspace }]
    }),
    next: matching.length > page.limit ? (told.at(-1)?.run.id ?? null) : null,
  }
}
