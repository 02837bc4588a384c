import { setTimeout as delay } from 'node:timers/promises'
import { eventually } from '../../test/support/eventually.ts'
import { openDashboard } from './dashboards.ts'
import { listen, SILENT_AT_MOST_MS, type Told } from './listen.ts'
import { openClient } from './queueClient.ts'
import { openRuntruth, type Api } from './runtruthSurface.ts'
import { sourceName, spaceOf, type Setup, type Survivor } from './setups.ts'
import { spawnRacer, type Racer } from './spawnRacer.ts'
import type { Stores } from './sourceOf.ts'
import type { Surface, Word } from './surfaces.ts'

export interface Ground {
  readonly stores: Stores
  readonly database: string
  /** One for each scenario: no token is asked for more than it is allowed. */
  openApi(): Promise<Api>
}

/** What both surfaces told of one kill; `view` is null where the queue has none. */
export interface Outcome {
  readonly view: Told | null
  readonly runtruth: Told
}

export interface ReadyScenario {
  run(phaseMs: number): Promise<Outcome>
}

const TAKEN_WITHIN_MS = 60_000
/** How much later than its phase a kill may come and still count as one of it. */
const LATE_MS = 5_000

/**
 * Workers that serve, and no job yet. Whichever of two takes the job is the one that is killed. What has to be ended afterwards,
 * also when something throws on the way, is added to `closing`.
 */
export async function prepareScenario(
  ground: Ground,
  setup: Setup,
  survivor: Survivor,
  queue: string,
  closing: (() => Promise<unknown>)[],
): Promise<ReadyScenario> {
  const client = await openClient(setup, survivor, ground.stores)
  let isOpen = true
  const closeClient = async () => {
    if (isOpen) await client.close()
    isOpen = false
  }
  closing.push(closeClient)
  const settings = { setup: setup.key, survivor, queue, stores: ground.stores, database: ground.database }
  const racers: Racer[] = []
  for (const name of survivor === 'survivor' ? ['one', 'other'] : ['only']) {
    const racer = await spawnRacer(`${setup.key} ${survivor} ${name}`, settings)
    closing.push(async () => await racer.kill())
    racers.push(racer)
  }
  const view = await openDashboard(setup, survivor, ground.stores, queue)
  if (view) closing.push(async () => await view.close())
  const api = await ground.openApi()
  return {
    run: async (phaseMs) => {
      const jobId = await client.add(queue)
      // With nobody alive, the client that added the job is gone as well: pg-boss supervises in any process that it is started in.
      await closeClient()
      const taker = await eventually(`a worker of ${setup.key} to take the job`, TAKEN_WITHIN_MS, () => {
        const found = racers.find((racer) => racer.tookJob())
        return found === undefined ? { seen: racers.map((racer) => racer.printed()).join(' · ') } : { found }
      })
      const tookMs = performance.now()
      const runtruth = await openRuntruth(ground.database, api, sourceName(setup, survivor), queueInLedger(setup, survivor, queue), jobId)
      // The first look of all is a slow one.
      if (view) await answered(view, jobId)
      await delay(Math.max(0, phaseMs - (performance.now() - tookMs)))
      const surfaces = view === null ? [runtruth] : [runtruth, view]
      const before = await Promise.all(surfaces.map(async (surface) => ({ surface, word: await answered(surface, jobId) })))
      const lateMs = performance.now() - tookMs - phaseMs
      if (lateMs > LATE_MS)
        throw new Error(`The kill would have come ${(lateMs / 1_000).toFixed(1)} s after its phase of ${phaseMs / 1_000} s.`)
      const killedMs = performance.now()
      await taker.kill()
      const isWorkedOn = () => racers.some((racer) => racer !== taker && racer.tookJob())
      const silence = { surfaces: surfaces.length, lastWordMs: 0 }
      const [ours, theirs] = await Promise.all(
        before.map(async ({ surface, word }) => await listen(surface, { jobId, killedMs, before: word, isWorkedOn }, silence)),
      )
      if (!ours) throw new Error('Runtruth was listened to.')
      return { view: theirs ?? null, runtruth: ours }
    },
  }
}

/** A job of Graphile Worker without a queue of its own is told under its schema; what the others call a queue is its task there. */
function queueInLedger(setup: Setup, survivor: Survivor, queue: string): string {
  return setup.queue === 'graphile' ? spaceOf(setup, survivor) : queue
}

/** A busy machine leaves a question unanswered now and then; whoever reads a page that failed reads it again. */
async function answered(surface: Surface, jobId: string): Promise<Word> {
  return await eventually('a surface to answer', SILENT_AT_MOST_MS, async () =>
    surface.look(jobId).then(
      (found) => ({ found }),
      (error: unknown) => ({ seen: String(error) }),
    ),
  )
}
