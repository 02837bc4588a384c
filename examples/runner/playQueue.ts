import { fileOf, type Example } from './examples.ts'
import { openPlace } from './openPlace.ts'
import { startNode, type Started } from './startProcess.ts'
import { startRuntruth, type Invitation } from './startRuntruth.ts'

export interface Play {
  readonly port: string
  /** The worker with its handlers wrapped in `rt.track`, in place of the application's own. */
  readonly tracked: boolean
  /** Fires when everything is to stop. */
  readonly stopped: AbortSignal
  say(line: string): void
}

/** As a process manager that is in no hurry: long enough to look at what a lost worker leaves behind. */
const RESTART_AFTER_MS = 60_000

const TRACKED = ['At once what it had says "Worker lost": its process is gone, which no queue has to be asked about.']

/** The application, Runtruth beside it, and what to do now; until it is to stop. */
export async function playQueue(name: string, example: Example, { port, tracked, stopped, say }: Play): Promise<void> {
  const missing = example.missing?.() ?? null
  if (missing !== null) throw new Error(missing)
  const place = await openPlace(name)
  const stores: Started[] = []
  const living: Started[] = []
  const restarts = new Set<NodeJS.Timeout>()
  let isOver = false
  try {
    const { env, store } = await example.open(place)
    if (store) stores.push(store)

    const start = (processName: string, file: string, args: readonly string[] = []): Started => {
      const settings = tracked ? { ...env, RUNTRUTH_DATABASE: place.ledger } : env
      const started = startNode({ name: processName, args: [fileOf(name, file), ...args], env: settings })
      living.push(started)
      return started
    }
    const work = ([workerName, args]: readonly [string, readonly string[]]): Started => {
      const worker = start(workerName, tracked ? 'tracked.ts' : 'app/worker.ts', args)
      void worker.ended.then((signal) => {
        if (isOver) return
        say(`The ${workerName} has ended${signal === null ? lastWords(worker) : ` by ${signal}`}; it is started again in a minute.`)
        const again = () => say(`The ${workerName} was started again: kill -9 ${work([workerName, args]).pid}`)
        restarts.add(setTimeout(again, RESTART_AFTER_MS))
      })
      return worker
    }
    start('the application', 'app/enqueue.ts')
    const settings = { ...env, DATABASE_URL: place.ledger, RUNTRUTH_DATA_DIR: place.directory }
    const runtruth = startRuntruth(fileOf(name, 'runtruth.config.ts'), port, settings)
    living.push(runtruth.process)
    const over = new Promise<void>((resolve) => stopped.addEventListener('abort', () => resolve(), { once: true }))
    const broken = [...stores, ...living].map(async (one) => {
      await one.ended
      if (!isOver) throw new Error(`${one.name} has ended by itself.${lastWords(one)}`)
    })
    const invited = runtruth.invited.then((found) =>
      say(invitation(name, found, Object.entries(example.workers).map(work), tracked ? TRACKED : example.outlook)),
    )
    await Promise.race([over, ...broken, invited.then(async () => await over)])
  } finally {
    isOver = true
    for (const restart of restarts) clearTimeout(restart)
    await Promise.all(living.map(async (one) => await one.stop()))
    await Promise.all(stores.map(async (one) => await one.stop()))
    await place.close()
  }
}

function invitation(name: string, { console, watch }: Invitation, workers: readonly Started[], outlook: readonly string[]): string {
  const row = (title: string, text: string) => `  ${title.padEnd(9)}${text}`
  const rows = (title: string, texts: readonly string[]) => texts.map((text, index) => row(index === 0 ? title : '', text))
  return [
    `${name} is at work, and Runtruth beside it.`,
    '',
    row('Console', console),
    row('', 'Choose a password there: you are the owner.'),
    row('Watch', watch),
    ...rows(
      'Break',
      workers.map(({ name: worker, pid }) => `kill -9 ${pid}   # the ${worker}`),
    ),
    ...rows('Then', outlook),
    '',
    'Ctrl-C stops all of it, and removes what it wrote.',
  ].join('\n')
}

function lastWords(one: Started): string {
  const words = one.printed().trimEnd().split('\n').slice(-15).join('\n')
  return words === '' ? '' : `\n${words}`
}
