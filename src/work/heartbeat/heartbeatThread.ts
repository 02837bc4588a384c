import { parentPort, workerData } from 'node:worker_threads'
import pg from 'pg'
import { systemClock } from '../../clock.ts'
import { BEAT, SESSION_SETTINGS, TAKE_SESSION, type BeatRow } from './beat.ts'
import { afterAttempt, classifyFailure, type BeatResult } from './fencing.ts'
import type { FromHeartbeat, HeartbeatSetup, HeldLease, ToHeartbeat } from './messages.ts'

/**
 * The thread that keeps a worker's word: one connection, one lock, one statement a beat. It shares nothing with the main
 * thread but messages, so a handler that burns the processor is busy, not silent.
 */

/** How long a connect or a beat may take before the road counts as a black hole. Smaller: a slow disk drops the session. Larger: silence is noticed later. */
const ATTEMPT_LIMIT_MS = 2_000
const FIRST_BACKOFF_MS = 50
const LONGEST_BACKOFF_MS = 500

const port = parentPort
// The parent hands over exactly this.
const setup = workerData as HeartbeatSetup
let leases: readonly HeldLease[] = []
let stopping = false
let wake: (() => void) | undefined

port?.on('message', (message: ToHeartbeat) => {
  switch (message.kind) {
    case 'leases':
      leases = message.leases
      return
    case 'stop':
      stopping = true
      wake?.()
      return
  }
})

function tell(message: FromHeartbeat): void {
  port?.postMessage(message)
}

async function pause(ms: number): Promise<void> {
  if (stopping) return
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms)
    wake = () => {
      clearTimeout(timer)
      resolve()
    }
  })
  wake = undefined
}

async function connect(): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: setup.url,
    application_name: `runtruth worker ${setup.name}`.slice(0, 63),
    connectionTimeoutMillis: ATTEMPT_LIMIT_MS,
    query_timeout: ATTEMPT_LIMIT_MS,
    statement_timeout: ATTEMPT_LIMIT_MS,
    keepAlive: true,
  })
  // What breaks while idle is found by the next beat.
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query(SESSION_SETTINGS)
    return client
  } catch (error) {
    abandon(client)
    throw error
  }
}

/** Without waiting: a black hole never says goodbye. */
function abandon(client: pg.Client): void {
  client.end().catch(() => {})
}

async function beat(client: pg.Client): Promise<BeatRow> {
  const held = leases
  const { rows } = await client.query<BeatRow>(BEAT, [
    setup.name,
    setup.bootId,
    held.map((lease) => lease.workspaceId),
    held.map((lease) => lease.runId),
    held.map((lease) => lease.attempt),
    held.map((lease) => lease.lease),
  ])
  const [row] = rows
  if (!row) throw new Error('The beat answered no row; it always answers one.')
  return row
}

/** Connects if need be, takes the session, beats. The same boot id as before: a broken road is not a new life. */
async function live(): Promise<void> {
  let client: pg.Client | undefined
  let sessionHeld = false
  let announced = false
  let safeSinceMs = systemClock.monotonicMs()
  let backoffMs = FIRST_BACKOFF_MS
  while (!stopping) {
    const startedAtMs = systemClock.monotonicMs()
    let result: BeatResult = 'heard'
    try {
      if (!client) {
        sessionHeld = false
        client = await connect()
      }
      if (!sessionHeld) {
        const { rows } = await client.query<{ held: boolean }>(TAKE_SESSION, [setup.lockClass, setup.sessionKey])
        sessionHeld = rows[0]?.held === true
      }
      const row = await beat(client)
      if (!row.registered) {
        abandon(client)
        tell({ kind: 'replaced' })
        return
      }
      if (sessionHeld && !announced) {
        announced = true
        tell({ kind: 'session' })
      }
      if (row.leases.length > 0) tell({ kind: 'leases', states: row.leases })
      backoffMs = FIRST_BACKOFF_MS
    } catch (error) {
      result = classifyFailure(error)
      if (backoffMs === FIRST_BACKOFF_MS) tell({ kind: 'trouble', message: error instanceof Error ? error.message : String(error) })
      if (client) abandon(client)
      client = undefined
    }
    const endedAtMs = systemClock.monotonicMs()
    // A first attempt may connect, take the session and beat: each is limited on its own.
    const decision = afterAttempt(safeSinceMs, { result, startedAtMs, endedAtMs, limitMs: ATTEMPT_LIMIT_MS })
    safeSinceMs = decision.safeSinceMs
    if (decision.fence) tell({ kind: 'cut_off', silentMs: Math.round(endedAtMs - safeSinceMs) })
    if (result === 'heard') {
      // A session still held by a connection of ours that the server has not missed yet comes free within seconds.
      await pause(sessionHeld ? Math.max(0, setup.everyMs - (endedAtMs - startedAtMs)) : Math.min(100, setup.everyMs))
    } else {
      await pause(backoffMs)
      backoffMs = Math.min(backoffMs * 2, LONGEST_BACKOFF_MS)
    }
  }
  if (client) await client.end().catch(() => {})
}

await live()
port?.close()
