import { sql, type RawBuilder } from '../../db/sql.ts'

/** An instant by a clock that may be a little ahead; null stays null, which `least` alone would take for now. */
export function notAfterNow(instant: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`case when ${instant} is not null then least(${instant}, now()) end`
}
