import { SYSTEM } from '../access/actor.ts'
import { findPlace, systemScope } from '../access/grants.ts'
import { CATCH_UP } from '../operations/queueCatchUp.ts'
import type { QueueSource } from '../sources/contract.ts'
import { followSource } from '../sources/mirror/followSource.ts'
import type { Services } from '../work/services.ts'
import { startOperation } from '../work/startOperation.ts'

/** A catch-up that cannot be finished is not begun again every second. */
const ASK_AGAIN_MS = 30_000

/** Follows every source of these services until the signal fires; never rejects. Any number of processes may; one at a time looks. */
export async function followSources(services: Services, signal: AbortSignal): Promise<void> {
  const { sources } = services
  await Promise.all(
    sources.all.map(async (source) => {
      const discover = startingSeldom(services, async () => await startCatchUp(services, source))
      await followSource({ services, source, reader: sources.reader(source), discover, signal })
    }),
  )
}

function startingSeldom({ clock }: Services, start: () => Promise<boolean>): () => Promise<void> {
  let notBeforeMs = Number.NEGATIVE_INFINITY
  return async () => {
    const nowMs = clock.monotonicMs()
    if (nowMs < notBeforeMs) return
    if (await start()) notBeforeMs = nowMs + ASK_AGAIN_MS
  }
}

/** False: it has no place to be told in, which may be made at any moment. */
async function startCatchUp(services: Services, source: QueueSource): Promise<boolean> {
  const place = await findPlace(services.db, source.workspace)
  if (!place) {
    services.log.debug(
      { source: source.name, workspace: source.workspace },
      'the workspace of a source does not exist; its queue is not read whole',
    )
    return false
  }
  await startOperation(services, place, systemScope(place.workspace, SYSTEM), { type: CATCH_UP, input: { source: source.name } })
  return true
}
