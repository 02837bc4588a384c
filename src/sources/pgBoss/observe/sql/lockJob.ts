import { quoted } from '../shape.ts'

export interface LockedRow {
  state: string
  createdOn: Date
}

/** Nobody waits for it: workers skip what is locked, and what a worker has locked is skipped here. */
export function lockJob(schema: string): string {
  return `
    select j.state::text as state, j.created_on as "createdOn" from ${quoted(schema)}.job j
    where j.name = $1 and j.id = $2::uuid for update skip locked`
}
