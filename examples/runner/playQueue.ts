import { fileOf, type QueueExample } from './examples.ts'
import { invitation } from './invitation.ts'
import { openCast } from './openCast.ts'
import { openPlace } from './openPlace.ts'
import type { Play } from './play.ts'
import { startNode } from './startProcess.ts'
import { startRuntruth } from './startRuntruth.ts'

const TRACKED = ['At once what it had says "Worker lost": its process is gone, which no queue has to be asked about.']

/** The application, Runtruth beside it, and what to do now; until it is to stop. */
export async function playQueue(name: string, example: QueueExample, { port, tracked, stopped, say }: Play): Promise<void> {
  const missing = example.missing?.() ?? null
  if (missing !== null) throw new Error(missing)
  const place = await openPlace(name)
  const stores = openCast(say)
  const cast = openCast(say)
  try {
    const { env, store } = await example.open(place)
    if (store) stores.add(store)
    cast.add(startNode({ name: 'The application', args: [fileOf(name, 'app/enqueue.ts')], env }))
    const own = { ...env, DATABASE_URL: place.ledger, RUNTRUTH_DATA_DIR: place.directory }
    const runtruth = startRuntruth(fileOf(name, 'runtruth.config.ts'), port, own)
    cast.add(runtruth.process)
    const program = fileOf(name, tracked ? 'tracked.ts' : 'app/worker.ts')
    const settings = tracked ? { ...env, RUNTRUTH_DATABASE: place.ledger } : env
    void runtruth.invited.then(({ console, watch }) => {
      if (stopped.aborted) return
      const workers = Object.entries(example.workers).map(([worker, args]) =>
        cast.work({ name: worker, args: [program, ...args], env: settings }),
      )
      const places = [
        ['Console', console],
        ['', 'Choose a password there: you are the owner.'],
        ['Watch', watch],
      ] as const
      say(invitation(`${name} is at work, and Runtruth beside it.`, places, workers, tracked ? TRACKED : example.outlook))
    })
    await Promise.race([cast.untilOver(stopped), stores.untilOver(stopped)])
  } finally {
    await cast.close()
    await stores.close()
    await place.close()
  }
}
