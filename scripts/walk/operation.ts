/** What the walk reads of an operation on the wire. Parsed, because a wrong shape is a finding and not a crash. */
import { z } from 'zod'

export const operationShape = z.object({
  id: z.string(),
  type: z.string(),
  tenant: z.string().nullable(),
  status: z.string(),
  outcome: z.string(),
  verdict: z.looseObject({
    lifecycle: z.string(),
    freshness: z.string(),
    reason: z.string(),
    headline: z.string(),
    guidance: z.string(),
    asOf: z.string(),
    evidence: z.array(z.looseObject({ signal: z.string(), supports: z.string() })),
  }),
})
export type Operation = z.infer<typeof operationShape>

/** An operation, whether it stands alone or under a name. */
export function readOperation(value: unknown): Operation {
  const inner = typeof value === 'object' && value !== null && 'operation' in value ? value.operation : value
  return operationShape.parse(inner)
}

/** The operations of a page, whatever the page calls its list. */
export function readOperations(value: unknown): Operation[] {
  const lists = Array.isArray(value)
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).filter(Array.isArray)
      : []
  return z.array(operationShape).parse(lists[0])
}

/** Everything but the instant of looking, as text: two surfaces that look at a finished operation must agree on every byte. */
export function verdictText(verdict: object): string {
  return JSON.stringify({ ...verdict, asOf: null })
}

export function say(operation: Operation): string {
  return `${operation.status}/${operation.outcome}, "${operation.verdict.headline}", ${operation.verdict.freshness}, ${operation.verdict.reason}`
}
