import { sql, type RawBuilder } from '../../db/sql.ts'

/** What somebody holds who gives or takes: the most they may touch. */
export interface Giver {
  readonly capabilities: readonly string[]
  /** Null: every tenant, and the workspace as a whole. */
  readonly tenantIds: readonly number[] | null
}

/**
 * A condition on the row itself, so that a grant that grew since it was shown is not taken back by somebody it has
 * outgrown. `grant` is the alias of a table with capabilities, all_tenants and tenant_ids.
 */
export function within(grant: string, giver: Giver): RawBuilder<unknown> {
  const row = sql.ref(grant)
  return sql`(${row}.capabilities <@ ${giver.capabilities}::text[] and ${
    giver.tenantIds === null ? sql`true` : sql`not ${row}.all_tenants and ${row}.tenant_ids <@ ${giver.tenantIds}::integer[]`
  })`
}

/** Whether somebody with this reach is told of the grant at all: it concerns everything, or a tenant of theirs. */
export function touches(grant: string, tenantIds: readonly number[] | null): RawBuilder<unknown> {
  const row = sql.ref(grant)
  return tenantIds === null ? sql`true` : sql`(${row}.all_tenants or ${row}.tenant_ids && ${tenantIds}::integer[])`
}

/** The tenants of a grant by name, without those the reader does not reach; null: all of them. */
export function tenantNames(grant: string, tenantIds: readonly number[] | null): RawBuilder<unknown> {
  const row = sql.ref(grant)
  return sql`case when ${row}.all_tenants then null else array(
    select reached.slug from runtruth.tenants reached
    where reached.workspace_id = ${row}.workspace_id and reached.id = any(${row}.tenant_ids)
      ${tenantIds === null ? sql`` : sql`and reached.id = any(${tenantIds}::integer[])`}
    order by reached.slug) end`
}
