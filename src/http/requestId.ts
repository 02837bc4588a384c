import { randomUUID } from 'node:crypto'

/** The caller's own id, where it is one that can stand in a log line; else a new one. */
export function readRequestId(given: string | undefined): string {
  return given !== undefined && /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID()
}
