import { fileOf, type Example } from './examples.ts'
import { openPlace } from './openPlace.ts'
import { startNode, type Started } from './startProcess.ts'
import { startRuntruth } from './startRuntruth.ts'

export interface Play {
  readonly port: string
  /** Fires when everything is to stop. */
  readonly stopped: AbortSignal
  say(line: string): void
}

/** As a process manager that is in no hurry: long enough to look at what a lost worker leaves behind. */
const RESTART_AFTER_MS = 60_000

/** The application, Runtruth beside it, and what to do now; until it is to stop. */
export async function playQueue(name: string, example: Example, { port, stopped, say }: Play): Promise<void> {
  const undo: (() => Promise<void>)[] = []
  const restarts = new Set<NodeJS.Timeout>()
  let isOver = false
  try {
    const place = await openPlace(name)
    undo.push(place.close)
    const { env, close } = await example.open(place)
    if (close) undo.push(close)

    const start = (processName: string, file: string, args: readonly string[] = []): Started => {
      const started = startNode({ name: processName, args: [fileOf(name, file), ...args], env })
      undo.push(started.stop)
      return started
    }
    const work = (workerName: string, args: readonly string[]): Started => {
      const worker = start(workerName, 'app/worker.ts', args)
      void worker.ended.then(() => {
        if (isOver) return
        say(`The ${workerName} has ended; it is started again in a minute.${lastWords(worker)}`)
        const again = setTimeout(() => say(`The ${workerName} was started again: kill -9 ${work(workerName, args).pid}`), RESTART_AFTER_MS)
        restarts.add(again)
      })
      return worker
    }
    const api = start('the application', 'app/enqueue.ts')
    const workers = Object.entries(example.workers).map(([workerName, args]) => work(workerName, args))
    const settings = { ...env, DATABASE_URL: place.ledger, RUNTRUTH_DATA_DIR: place.directory }
    const runtruth = await startRuntruth(fileOf(name, 'runtruth.config.ts'), port, settings, stopped)
    undo.push(runtruth.process.stop)
    if (!stopped.aborted) say(invitation(name, example, runtruth, workers))
    const over = new Promise<void>((resolve) => stopped.addEventListener('abort', () => resolve(), { once: true }))
    const broken = [api, runtruth.process].map(async (one) => {
      await one.ended
      if (!isOver) throw new Error(`${one.name} has ended by itself.${lastWords(one)}`)
    })
    if (!stopped.aborted) await Promise.race([over, ...broken])
  } finally {
    isOver = true
    for (const restart of restarts) clearTimeout(restart)
    for (const step of undo.toReversed()) await step()
  }
}

function invitation(
  name: string,
  { outlook }: Example,
  { console, watch }: { readonly console: string; readonly watch: string },
  workers: readonly Started[],
): string {
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
