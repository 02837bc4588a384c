import { sql, statement, type RawBuilder } from '../../db/sql.ts'
import type { Page, RunFilters, StatusFilter } from '../filters.ts'
import { createdBetween } from './createdBetween.ts'

export type PagePart = 'open' | 'terminal' | 'follow_up' | 'terminal_without_follow_up' | 'any'

/**
 * So many of the newest runs that the indexed filters leave are read for words: no index answers a part of a word, and row
 * security keeps such a condition out of one. Whoever wants more turns the page, which goes on where the reading ended.
 */
const READ_FOR_WORDS = 2_000

/** Whether a page is read for words, and so may end before it is full. */
export function isSearch(filters: RunFilters): boolean {
  return filters.text !== undefined || filters.initiator !== undefined
}

/**
 * Selects runs newest first for a page. The open part of a derived filter is read as far as `openAtMost`, by default whole,
 * because only judging tells which of it belongs to the page; everything terminal is limited in SQL.
 */
export function runPage(
  workspaceId: number | RawBuilder<number>,
  tenantIds: readonly number[] | null,
  filters: RunFilters,
  page: Page,
  part: PagePart,
  openAtMost?: number,
): RawBuilder<unknown> {
  const atMost = part === 'open' ? openAtMost : page.limit + 1
  const limit = atMost === undefined ? sql`` : sql`limit ${atMost}`
  const indexed = indexedConditions(workspaceId, tenantIds, filters, page, part)
  if (!isSearch(filters)) return sql`select r.* from runtruth.operation_runs r where ${indexed} order by r.id desc ${limit}`
  const id = idIn(filters.text)
  const read = part === 'open' ? sql`` : sql`order by r.id desc limit ${sql.lit(READ_FOR_WORDS)}`
  return sql`
    select r.* from (
      (select r.* from runtruth.operation_runs r where ${indexed} ${id === undefined ? sql`` : sql`and r.id <> ${id}::bigint`} ${read})
    ) r
    where ${words(filters)}
    ${
      id === undefined
        ? sql``
        : sql`union all select r.* from runtruth.operation_runs r where ${indexed} and r.id = ${id}::bigint and ${words({ initiator: filters.initiator })}`
    }
    order by id desc ${limit}`
}

/** The last run that a search reads; no row when it reads to the end. */
export function selectSearchEnd(
  workspaceId: number,
  tenantIds: readonly number[] | null,
  filters: RunFilters,
  page: Page,
  part: Exclude<PagePart, 'open'>,
) {
  return statement(sql<{ id: string }>`
    select r.id from runtruth.operation_runs r where ${indexedConditions(workspaceId, tenantIds, filters, page, part)}
    order by r.id desc offset ${sql.lit(READ_FOR_WORDS - 1)} limit 1`)
}

function indexedConditions(
  workspaceId: number | RawBuilder<number>,
  tenantIds: readonly number[] | null,
  filters: RunFilters,
  page: Page,
  part: PagePart,
) {
  return sql`
    r.workspace_id = ${workspaceId} and ${partCondition(part)}
    ${tenantIds === null ? sql`` : sql`and r.tenant_id = any(${tenantIds}::integer[])`}
    ${page.before === undefined ? sql`` : sql`and r.id < ${page.before}::bigint`}
    ${filters.tenantId === undefined ? sql`` : sql`and r.tenant_id = ${filters.tenantId}`}
    ${filters.status === undefined ? sql`` : sql`and ${STATUS_CONDITIONS[filters.status]}`}
    ${filters.outcome === undefined ? sql`` : sql`and r.outcome = ${filters.outcome}`}
    ${filters.type === undefined ? sql`` : sql`and r.type = ${filters.type}`}
    ${createdBetween(workspaceId, filters.from, filters.to)}
    ${filters.endedSince === undefined ? sql`` : sql`and r.status = 'completed' and r.completed_at >= ${filters.endedSince}`}
    ${filters.parentId === undefined ? sql`` : sql`and r.parent_id = ${filters.parentId}::bigint`}
    ${filters.freshness === 'reconciled' ? sql`and r.reconciliation is not null` : filters.freshness === 'settled' ? sql`and r.reconciliation is null` : sql``}`
}

/** Open ones are few and have an index of their own, which only a condition written as it is can use. */
const STATUS_CONDITIONS: Record<StatusFilter, RawBuilder<unknown>> = {
  queued: sql`r.status <> 'completed' and r.status = 'queued'`,
  running: sql`r.status <> 'completed' and r.status = 'running'`,
  completed: sql`r.status = 'completed'`,
  active: sql`r.status <> 'completed'`,
}

function words({ text, initiator }: { readonly text?: string | undefined; readonly initiator?: string | undefined }): RawBuilder<unknown> {
  return sql`true
    ${initiator === undefined ? sql`` : sql`and (r.initiator_id = ${initiator} or ${contains(sql`r.initiator_name`, initiator)})`}
    ${text === undefined ? sql`` : sql`and (${contains(sql`r.label`, text)} or ${contains(sql`r.type`, text)} or ${contains(sql`r.initiator_name`, text)})`}`
}

function partCondition(part: PagePart): RawBuilder<unknown> {
  // Written as the partial indexes are, so that the planner recognises them.
  const asks = sql`r.status = 'completed' and r.outcome in ('failed', 'blocked', 'partially_succeeded') and r.superseded_by is null`
  const conditions: Record<PagePart, RawBuilder<unknown>> = {
    any: sql`true`,
    open: sql`r.status <> 'completed'`,
    terminal: sql`r.status = 'completed'`,
    follow_up: asks,
    terminal_without_follow_up: sql`r.status = 'completed' and not (r.outcome in ('failed', 'blocked', 'partially_succeeded') and r.superseded_by is null)`,
  }
  return conditions[part]
}

/** "#4711" and "4711" name an operation, however far back it is. */
function idIn(text: string | undefined): string | undefined {
  return text === undefined ? undefined : /^#?(\d{1,18})$/.exec(text)?.[1]
}

/** Plain text, not a pattern: % and _ mean themselves. */
function contains(column: RawBuilder<unknown>, text: string): RawBuilder<unknown> {
  return sql`position(lower(${text}) in lower(${column})) > 0`
}
