import { RuntruthError } from '../../../errors.ts'
import type { Ask } from '../../openQueueDatabase.ts'
import { SELECT_SHAPE, type ShapeRow } from './sql/selectShape.ts'

/** What the schema of this release of pg-boss has, and what its jobs can be asked. */
export interface Shape {
  /** Quoted. */
  readonly schema: string
  readonly job: ReadonlySet<string>
  readonly queue: ReadonlySet<string>
  readonly hasInstances: boolean
  /** Whether what is new can be found without reading everything. */
  readonly tellsNew: boolean
}

/** Read whole in a few milliseconds, index or not. */
const SMALL_BYTES = 16 * 1_048_576

export async function readShape(ask: Ask, source: string, schema: string): Promise<Shape> {
  const [row] = await ask<ShapeRow>(SELECT_SHAPE, [schema])
  if (!row?.jobColumns || !row.queueColumns) {
    throw new RuntruthError(
      'invalid_config',
      `Source "${source}": there is no pg-boss in the schema "${schema}" of its database. Expected the tables of pg-boss 10 or later; check schema and connection.`,
    )
  }
  return {
    schema: quoted(schema),
    job: new Set(row.jobColumns),
    queue: new Set(row.queueColumns),
    hasInstances: row.hasInstances,
    tellsNew: Number(row.unindexedBytes) <= SMALL_BYTES,
  }
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
