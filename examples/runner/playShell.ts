import { setTimeout as delay } from 'node:timers/promises'
import { freePort } from '../../src/db/embedded/freePort.ts'
import { fileOf } from './examples.ts'
import { invitation } from './invitation.ts'
import { openCast } from './openCast.ts'
import { openPlace } from './openPlace.ts'
import type { Play } from './play.ts'
import { startNode } from './startProcess.ts'
import { RUNTRUTH } from './startRuntruth.ts'

const ASK_AGAIN_MS = 100

/** A product with Runtruth inside: its server and its worker, and what to do now; until it is to stop. */
export async function playShell(name: string, { port, stopped, say }: Play): Promise<void> {
  const place = await openPlace(name)
  const cast = openCast(say)
  try {
    const url = `http://127.0.0.1:${port === '0' ? await freePort() : port}`
    const env = { SHELVES_DATABASE: place.ledger, SHELVES_URL: url }
    const migrated = startNode({ name: 'runtruth migrate', args: [RUNTRUTH, 'migrate'], env: { DATABASE_URL: place.ledger } })
    await migrated.ended
    const server = startNode({ name: 'The product', args: [fileOf(name, 'server.ts')], env })
    cast.add(server)
    const worker = cast.work({ name: 'worker', args: [fileOf(name, 'worker.ts')], env })
    const ready = async () => {
      while (!stopped.aborted && !server.hasEnded() && !server.printed().includes('ready')) await delay(ASK_AGAIN_MS)
      if (stopped.aborted || server.hasEnded()) return
      const outlook = [
        'Click "Count the stock" first. The strip at the top says "Worker lost" at once, and "Reconciled as failed" a few seconds later.',
        '"View operation" leads to the console inside this very product. A minute later the worker is started again.',
      ]
      say(invitation('Somebody else’s product is at work, with Runtruth inside.', [['Page', `${url}/`]], [worker], outlook))
    }
    await Promise.all([ready(), cast.untilOver(stopped)])
  } finally {
    await cast.close()
    await place.close()
  }
}
