import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  sql,
  type CompiledQuery,
  type RawBuilder,
} from 'kysely'
import type { DB } from './schema.generated.ts'

/** Kysely as a typed builder only: it compiles, a Tx executes. Pooling, scope and pipelining stay in one place. */
const build = new Kysely<DB>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
})

/** A whole statement as text: what the builder cannot say clearly is said in SQL. */
export function statement<Row>(text: RawBuilder<Row>): CompiledQuery<Row> {
  return text.compile(build)
}

/** Values of jsonb parameters travel as text: pg would send a JavaScript array as a PostgreSQL array. */
export function json(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value)
}

export { sql, type RawBuilder }
