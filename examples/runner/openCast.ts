import { startNode, type ProcessSettings, type Started } from './startProcess.ts'

/** The processes of one example. */
export interface Cast {
  /** The example is over when one of these ends. */
  add(started: Started): void
  /** A worker, which people are asked to kill: a minute later it is started again. */
  work(settings: ProcessSettings): Started
  /** Until the signal fires. Throws when somebody ends who should not, with its last words. */
  untilOver(stopped: AbortSignal): Promise<void>
  /** Stops all of them. */
  close(): Promise<void>
}

/** As a process manager that is in no hurry: long enough to look at what a lost worker leaves behind. */
const RESTART_AFTER_MS = 60_000

export function openCast(say: (line: string) => void): Cast {
  const living: Started[] = []
  const restarts = new Set<NodeJS.Timeout>()
  const broken = Promise.withResolvers<never>()
  // It may break before anybody waits for it.
  broken.promise.catch(() => {})
  let isOver = false

  function work(settings: ProcessSettings): Started {
    const { name } = settings
    const worker = startNode(settings)
    living.push(worker)
    void worker.ended.then((signal) => {
      if (isOver) return
      say(`The ${name} has ended${signal === null ? lastWords(worker) : ` by ${signal}`}; it is started again in a minute.`)
      restarts.add(setTimeout(() => say(`The ${name} was started again: kill -9 ${work(settings).pid}`), RESTART_AFTER_MS))
    })
    return worker
  }

  return {
    add: (started) => {
      living.push(started)
      void started.ended.then(() => {
        if (!isOver) broken.reject(new Error(`${started.name} has ended by itself.${lastWords(started)}`))
      })
    },
    work,
    untilOver: async (stopped) => {
      const over = Promise.withResolvers<void>()
      stopped.addEventListener('abort', () => over.resolve(), { once: true })
      if (!stopped.aborted) await Promise.race([over.promise, broken.promise])
    },
    close: async () => {
      isOver = true
      for (const restart of restarts) clearTimeout(restart)
      await Promise.all(living.map(async (one) => await one.stop()))
    },
  }
}

function lastWords(one: Started): string {
  const words = one.printed().trimEnd().split('\n').slice(-15).join('\n')
  return words === '' ? '' : `\n${words}`
}
