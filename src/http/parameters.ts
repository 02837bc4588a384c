import { z } from '@hono/zod-openapi'
import { RuntruthError } from '../errors.ts'
import { cursorId, type CursorKind } from '../ledger/pageCursor.ts'
import type { WireDetail } from '../ledger/wire.ts'

/** Values that requests carry, read alike wherever they appear. */

export const name = (longest: number) => z.string().min(1).max(longest)

export const tenant = name(63).openapi({ description: 'Name of a tenant, as in its address.', example: 'contoso' })

/** Decimal text; what cannot be one is refused here, because a list of ids has no answer for a single one. */
export const idSchema = z
  .string()
  .refine((text) => /^[1-9]\d{0,17}$/.test(text), { error: 'Expected a number as text, such as "4711"' })
  .openapi({ example: '4711' })

export const limitOf = (usual: number, most: number) =>
  z
    .string()
    .refine((text) => /^\d{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= most, {
      error: `Expected a whole number from 1 to ${most}`,
    })
    .transform(Number)
    .default(usual)
    .openapi({ type: 'integer', minimum: 1, maximum: most, default: usual })

export const limit = limitOf(50, 200)

const INSTANT = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2}))?$/

/** A whole date is its first instant in UTC. */
export const instant = z
  .string()
  .refine((text) => INSTANT.test(text) && !Number.isNaN(Date.parse(text)), {
    error: 'Expected a date such as 2026-11-23 or an instant such as 2026-11-23T12:00:00Z',
  })
  .transform((text) => new Date(text))
  .openapi({ type: 'string', example: '2026-11-23T12:00:00Z' })

/** A console goes on judging while nobody answers; what it needs for that, it asks for. */
export const include = z
  .enum(['facts'])
  .optional()
  .openapi({ description: '`facts`: each operation with the facts its verdict follows from, to derive it again as time passes.' })

export function detailOf(asked: z.output<typeof include>): WireDetail {
  return asked === 'facts' ? 'verdict_and_facts' : 'verdict'
}

export const cursor = name(100).openapi({ description: 'As given by the page before, in `next`.' })

export function readCursor(kind: CursorKind, text: string): string {
  const id = cursorId(kind, text)
  if (id === undefined) {
    throw new RuntruthError(
      'invalid_input',
      `The query does not fit. cursor is ${JSON.stringify(text.slice(0, 60))}. Expected the next of an earlier page of the same list.`,
      {
        issues: [{ in: 'query', field: 'cursor', detail: 'Not a cursor of this list.' }],
      },
    )
  }
  return id
}

/** What was given, without the keys that were not: absent means any, and is not a value. */
export function given<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  // Keys without a value have just been left out.
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
}
