import { Worker } from 'node:worker_threads'
import type { Log } from '../../log.ts'
import type { FromHeartbeat, HeartbeatSetup, HeldLease, LeaseState, ToHeartbeat } from './messages.ts'

export interface HeartbeatEvents {
  onLeases(states: readonly LeaseState[]): void
  onCutOff(silentMs: number): void
  onReplaced(): void
}

export interface Heartbeat {
  /** Resolves when the session lock is held; rejects when the name was taken by another boot first. */
  readonly session: Promise<void>
  /** Tells the thread which leases to look after from now on. */
  watch(leases: readonly HeldLease[]): void
  /** Ends the session and the thread. */
  stop(): Promise<void>
}

/** As source under type stripping, or as compiled: the thread stands beside this module in the same form. */
const ENTRY = new URL(import.meta.url.endsWith('.ts') ? './heartbeatThread.ts' : './heartbeatThread.js', import.meta.url)
const RESTART_AFTER_MS = 200
const GOODBYE_LIMIT_MS = 2_000
/** Leases come and go hundreds of times a second and each message wakes the thread, which only needs the last before its next beat. */
const TELL_LEASES_WITHIN_MS = 20

export function startHeartbeat(setup: HeartbeatSetup, events: HeartbeatEvents, log: Log): Heartbeat {
  const session = Promise.withResolvers<void>()
  // Whoever starts the worker awaits it; a rejection after that has been told through onReplaced.
  session.promise.catch(() => {})
  const ended = Promise.withResolvers<void>()
  let watched: readonly HeldLease[] = []
  let over = false
  let telling: NodeJS.Timeout | undefined
  let thread = launch()

  function launch(): Worker {
    const worker = new Worker(ENTRY, { workerData: setup, execArgv: [], name: `heartbeat ${setup.name}` })
    worker.on('message', (message: FromHeartbeat) => hear(message))
    worker.on('error', (error) => log.error({ err: error, worker: setup.name }, 'the heartbeat thread failed'))
    worker.on('exit', () => {
      if (over) ended.resolve()
      // The process lives, so its heart is started again; until then readers suspect it, and rightly.
      else setTimeout(() => over || (thread = launch()), RESTART_AFTER_MS).unref()
    })
    send(worker, { kind: 'leases', leases: watched })
    return worker
  }

  function hear(message: FromHeartbeat): void {
    switch (message.kind) {
      case 'session':
        session.resolve()
        return
      case 'leases':
        events.onLeases(message.states)
        return
      case 'cut_off':
        events.onCutOff(message.silentMs)
        return
      case 'replaced':
        over = true
        session.reject(new Error(`Another process registered as ${setup.name}.`))
        events.onReplaced()
        return
      case 'trouble':
        log.warn({ worker: setup.name, reason: message.message }, 'a heartbeat did not get through; trying again')
        return
    }
  }

  return {
    session: session.promise,
    watch: (leases) => {
      watched = leases
      telling ??= setTimeout(() => {
        telling = undefined
        if (!over) send(thread, { kind: 'leases', leases: watched })
      }, TELL_LEASES_WITHIN_MS)
    },
    stop: async () => {
      if (!over) {
        over = true
        clearTimeout(telling)
        send(thread, { kind: 'stop' })
      }
      // On a road that swallows the goodbye the thread would wait for the operating system to give up.
      const tooLong = setTimeout(() => void thread.terminate(), GOODBYE_LIMIT_MS)
      await ended.promise
      clearTimeout(tooLong)
    },
  }
}

function send(worker: Worker, message: ToHeartbeat): void {
  worker.postMessage(message)
}
