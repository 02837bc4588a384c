import { requireCapability, tenantIdsInReach, type Scope } from '../access/scope.ts'
import type { Tx } from '../db/database.ts'
import { sql, type RawBuilder } from '../db/sql.ts'
import type { FreshnessState, ProblemClass } from '../truth/verdict.ts'
import type { Page, RunFilters } from './filters.ts'
import { judgeOpen, type OpenCell } from './judgeOpen.ts'
import { judgeRows, type JudgedRun } from './judgedRun.ts'
import { isSearch, runPage, selectSearchEnd, type PagePart } from './sql/runPage.ts'
import { runsAmong } from './sql/runsAmong.ts'
import { selectRuns } from './sql/selectRuns.ts'
import { knownTypes, shareUsual } from './usualDurations.ts'
import type { WorkerObservation } from './workerObserver.ts'

export interface RunList {
  readonly asOf: Date
  readonly runs: readonly JudgedRun[]
  /** The `before` of the next page; null at the end. */
  readonly next: string | null
}

/**
 * A page of runs with their verdicts, in at most three statements whatever it holds: for a filter on what is derived the cells
 * of what is open, in one look or two, then the rows; beside the shared observation of the workers.
 * A search reads a bounded piece of history per page, so a page may be short, even empty, and still have a next one.
 */
export async function listRuns(tx: Tx, scope: Scope, observation: WorkerObservation, filters: RunFilters, page: Page): Promise<RunList> {
  requireCapability(scope, 'operations.view')
  const tenantIds = tenantIdsInReach(scope)
  const searching = isSearch(filters)
  const parts = partsOf(filters)
  const sources: RawBuilder<unknown>[] = []
  let end: Promise<{ id: string } | undefined> = Promise.resolve(undefined)
  /** The last run that this page has room for, when there are more. */
  let room: string | undefined
  for (const part of parts) {
    if (isJudged(part, parts, searching)) {
      // Only judging tells which of what is open belongs to the page; most of it does not, and is not read whole.
      const cells = await openCells(tx, scope, observation, filters, page)
      if (cells.length > page.limit) room = cells[page.limit - 1]?.id
      if (cells.length > 0)
        sources.push(
          runsAmong(
            scope.workspace.id,
            tenantIds,
            cells.slice(0, page.limit + 1).map(({ id }) => id),
          ),
        )
    } else {
      sources.push(runPage(scope.workspace.id, tenantIds, filters, page, part))
      if (searching && part !== 'open') end = tx.row(selectSearchEnd(scope.workspace.id, tenantIds, filters, page, part))
    }
  }
  const union = sql.join(
    sources.map((source) => sql`(${source})`),
    sql` union all `,
  )
  // Both parts fill the page by themselves; only a search must see all of it, because its open part is not judged yet.
  const merged = sources.length > 1 && !searching ? sql`select r.* from (${union}) r order by r.id desc limit ${page.limit + 1}` : union
  const known = knownTypes(observation.usual, scope.workspace.id)
  const rowsOfPage = sources.length === 0 ? [] : tx.rows(selectRuns(merged, 'with_place', 'note_missing', known))
  const [found, searchedTo] = await Promise.all([rowsOfPage, end])
  shareUsual(observation.usual, scope.workspace.id, known, found)
  if (merged !== union && found.length > page.limit) room = found[page.limit - 1]?.id
  // What is open is found however old it is; beyond where the search ended it is told by a later page, in its order.
  const rows = searchedTo ? found.filter(({ id }) => BigInt(id) >= BigInt(searchedTo.id)) : found
  // A run may have moved on since its cell was judged.
  const matching = judgeRows(scope, rows, observation).filter(({ verdict }) => belongs(filters, verdict))
  const runs = matching.slice(0, page.limit)
  const next = matching.length > page.limit ? runs.at(-1)?.run.id : (room ?? searchedTo?.id)
  return { asOf: observation.asOf, runs, next: next ?? null }
}

/** Whether what is open has to be judged before the rows of the page can be asked for. */
export function isJudgedFirst(filters: RunFilters): boolean {
  const parts = partsOf(filters)
  return parts.some((part) => isJudged(part, parts, isSearch(filters)))
}

function isJudged(part: PagePart, parts: readonly PagePart[], searching: boolean): boolean {
  return part === 'open' && !(searching && parts.length > 1)
}

/** Of what is open so many times a page is judged first. */
const FIRST_LOOK = 4

/**
 * Cells of the open part that belong to the page, at least as many as it has room for and one more, where there are. What is
 * newest fills most pages; only a filter that it does not satisfy has everything open judged.
 */
async function openCells(tx: Tx, scope: Scope, observation: WorkerObservation, filters: RunFilters, page: Page): Promise<OpenCell[]> {
  const judge = async (at: Page, atMost?: number) =>
    await judgeOpen(tx, scope, runPage(scope.workspace.id, tenantIdsInReach(scope), filters, at, 'open', atMost), observation)
  const atMost = FIRST_LOOK * (page.limit + 1)
  const newest = await judge(page, atMost)
  const found = newest.filter((cell) => belongs(filters, cell))
  const last = newest.at(-1)
  if (last === undefined || newest.length < atMost || found.length > page.limit) return found
  const older = await judge({ ...page, before: last.id })
  return [...found, ...older.filter((cell) => belongs(filters, cell))]
}

/** Whether a cell is what a filter on what is derived asks for. */
export function belongs(filters: Pick<RunFilters, 'problem' | 'freshness'>, cell: Pick<OpenCell, 'freshness' | 'problem'>): boolean {
  return matches(filters.problem, cell.problem) && matches(filters.freshness, cell.freshness)
}

function matches<T>(wanted: T | undefined, found: T): boolean {
  return wanted === undefined || wanted === found
}

const PARTS_OF_PROBLEM: Record<ProblemClass, readonly PagePart[]> = {
  none: ['open', 'terminal_without_follow_up'],
  active_stale_attention: ['open'],
  terminal_follow_up: ['follow_up'],
}

const PARTS_OF_FRESHNESS: Record<FreshnessState, readonly PagePart[]> = {
  fresh: ['open'],
  likely_stale: ['open'],
  orphaned: ['open'],
  unknown: ['open'],
  settled: ['terminal'],
  reconciled: ['terminal'],
}

/** Where rows that match can be found at all. */
export function partsOf(filters: Pick<RunFilters, 'problem' | 'freshness'>): readonly PagePart[] {
  const byProblem = filters.problem === undefined ? undefined : PARTS_OF_PROBLEM[filters.problem]
  const byFreshness = filters.freshness === undefined ? undefined : PARTS_OF_FRESHNESS[filters.freshness]
  if (!byProblem && !byFreshness) return ['any']
  if (!byProblem) return byFreshness ?? []
  if (!byFreshness) return byProblem
  return byFreshness.includes('open') ? byProblem.filter((part) => part === 'open') : byProblem.filter((part) => part !== 'open')
}
