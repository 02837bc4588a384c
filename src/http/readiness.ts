import { schemaStatus, type SchemaStatus } from '../db/migrate.ts'
import { RuntruthError } from '../errors.ts'
import type { Services } from '../work/services.ts'
import { shared } from '../shared.ts'

/** A balancer asks often and from several places; the answer may be this old. */
const SHARE_MS = 1_000

/** Longer, and whoever asks has given up; shorter, and a busy database counts as gone. As long as the pool waits for a connection. */
const PATIENCE_MS = 5_000

/**
 * Whether this process can serve: the database answers and has exactly this package's schema. Throws the reason otherwise.
 * A second look stays shared while it is under way, so a database that hangs is not asked again and again.
 */
export function createReadiness({ db, clock }: Pick<Services, 'db' | 'clock'>): () => Promise<SchemaStatus> {
  const look = shared(
    clock,
    () => SHARE_MS,
    async () => await schemaStatus(db.url),
  )
  return async () => {
    const status = await withinPatience(look())
    if (status.pending.length > 0) {
      throw new RuntruthError('database_unsuitable', `The database lacks ${status.pending.join(', ')}. Run: runtruth migrate`, {
        pending: status.pending,
      })
    }
    return status
  }
}

async function withinPatience<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new RuntruthError('database_unavailable', `PostgreSQL did not answer within ${PATIENCE_MS / 1_000} s.`)),
      PATIENCE_MS,
    )
  })
  try {
    return await Promise.race([answer, silence])
  } finally {
    clearTimeout(timer)
  }
}
