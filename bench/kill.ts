import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { CAPABILITIES } from '../src/access/actor.ts'
import { createTokenSecret } from '../src/access/grants.ts'
import { insertToken } from '../src/access/sql/people.ts'
import { insertTenant, insertWorkspace } from '../src/access/sql/places.ts'
import { composeServices, type Composition } from '../src/app/composeServices.ts'
import { migrate } from '../src/db/migrate.ts'
import type { WireOperation } from '../src/ledger/wire.ts'
import { silentLog } from '../src/log.ts'
import { eventually } from '../test/support/eventually.ts'
import { spawnRuntruth, type RunningProcess } from '../test/support/processes.ts'
import { ms, verdictOf, type BenchOptions, type BenchReport } from './support/benchReport.ts'
import { withBenchServer } from './support/benchServer.ts'
import { enduring } from './support/enduringConfig.ts'
import { percentile } from './support/measure.ts'

const TRIES = 10
const POLL_EVERY_MS = 20
const TARGET_MS = 4_000
/** Until then a missing session may be the doing of a database that has only just come up, and convicts nobody. */
const RECONNECT_GRACE_MS = 16_000
const OTHER_MACHINE = new URL('./otherMachine.ts', import.meta.url).href
const CONFIG = fileURLToPath(new URL('./support/enduringConfig.ts', import.meta.url))

/** From SIGKILL of a worker process to the API's word about what it worked on, asked every few milliseconds over HTTP. */
export async function kill({ progress }: BenchOptions): Promise<BenchReport> {
  return await withBenchServer(async (url, postgresVersion) => {
    await migrate({ url })
    const composition = composeServices({ url, operations: [enduring], log: silentLog })
    const processes: RunningProcess[] = []
    const run: Run = (name, args, env = {}) => {
      const started = spawnRuntruth(name, [...args, '--config', CONFIG], { env: { DATABASE_URL: url, ...env } })
      processes.push(started)
      return started
    }
    try {
      const workspaceId = await addWorkspace(composition)
      const servers = await Promise.all([
        serve(run, 'server here', {}),
        serve(run, 'server elsewhere', { NODE_OPTIONS: `--import=${OTHER_MACHINE}` }),
      ])
      progress('waiting until the database has been up for long enough')
      await delay(RECONNECT_GRACE_MS)
      const tryAll = async (situation: string) => {
        const tries: number[][] = []
        for (let tried = 0; tried < TRIES; tried += 1) {
          tries.push(await killOne(run, `${situation}-${tried}`, servers, await addToken(composition, workspaceId)))
        }
        const [here, elsewhere] = servers.map((_, index) => tries.map((timings) => timings[index] ?? Number.NaN))
        progress(
          `${situation}: ${[here, elsewhere].map((own) => own?.map((timing) => timing.toFixed(0)).join(', ')).join(' · elsewhere ')} ms`,
        )
        return { here: here ?? [], elsewhere: elsewhere ?? [] }
      }
      const nobody = await tryAll('nobody-else')
      run('survivor', ['work', '--name', 'survivor', '--types', 'ledger.verify'])
      run('reconciler', ['reconcile'])
      const survivor = await tryAll('with-a-survivor')
      const row = (situation: string, asked: string, timings: readonly number[]) => {
        const slowest = Math.max(...timings)
        return [situation, asked, ms(percentile(timings, 0.5)), ms(slowest), `≤ ${TARGET_MS / 1_000} s each`, verdictOf(slowest, TARGET_MS)]
      }
      return {
        columns: ['SIGKILL to "Worker lost"', 'API asked', 'median', 'slowest', 'target', ''],
        rows: [
          row('a second worker and a reconciler alive', 'on the same machine', survivor.here),
          row('a second worker and a reconciler alive', 'on another machine', survivor.elsewhere),
          row('nobody alive but the API', 'on the same machine', nobody.here),
          row('nobody alive but the API', 'on another machine', nobody.elsewhere),
        ],
        notes: [
          `${TRIES} tries each, every one a worker process of its own, killed in mid-operation at an arbitrary moment between two of its beats. Both APIs are asked every ${POLL_EVERY_MS} ms; the clock stops when the answer is there.`,
          'On the same machine the process id that is gone is proof at once. From another machine a session that is gone convicts only beside a heartbeat older than one beat (2 s) and a second: most of that time is deliberate.',
          'The other machine is played by a server that was told another host name; the database stays where it is.',
        ],
        postgresVersion,
      }
    } finally {
      for (const running of processes) await running.kill()
      await composition.close()
    }
  })
}

type Run = (name: string, args: readonly string[], env?: Readonly<Record<string, string>>) => RunningProcess

/** Its API of the workspace. */
async function serve(run: Run, name: string, env: Readonly<Record<string, string>>): Promise<string> {
  const server = run(name, ['serve', '--port', '0'], env)
  const address = await eventually(`the ${name} to be ready`, 60_000, () => {
    const found = /ready at (http:\S+)/.exec(server.printed())?.[1]
    return found === undefined ? { seen: server.printed() } : { found }
  })
  return `${address}/api/v1/workspaces/bench`
}

/** How long after the kill each of the servers told it. */
async function killOne(run: Run, name: string, apis: readonly string[], token: string): Promise<number[]> {
  const authorization = `Bearer ${token}`
  const [first = ''] = apis
  const worker = run(name, ['work', '--name', name, '--types', enduring.type])
  const { id } = await asOperation(
    await fetch(`${first}/operations`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ type: enduring.type, tenant: 'tenant', input: {} }),
    }),
  )
  const look = async (api: string) => await asOperation(await fetch(`${api}/operations/${id}`, { headers: { authorization } }))
  const atWork = async () => {
    const seen = await look(first)
    return (seen.counts?.processed ?? 0) > 0 ? { found: seen } : { seen: `${seen.verdict.headline}; ${worker.printed().slice(-300)}` }
  }
  await eventually(`operation ${id} to be at work`, 60_000, atWork, 500)
  // Somewhere between two beats.
  await delay((randomBytes(1)[0] ?? 0) * 8)
  const killedMs = performance.now()
  worker.signal('SIGKILL')
  return await Promise.all(
    apis.map(async (api) => {
      const told = async () => {
        const { verdict } = await look(api)
        return verdict.headline === 'Worker lost' || verdict.freshness === 'reconciled' ? { found: verdict } : { seen: verdict.headline }
      }
      await eventually(`the API to call operation ${id} lost`, 30_000, told, POLL_EVERY_MS)
      return performance.now() - killedMs
    }),
  )
}

async function asOperation(response: Response): Promise<WireOperation> {
  const body: unknown = await response.json()
  if (!response.ok) throw new Error(`The API answered ${response.status}: ${JSON.stringify(body)}`)
  // The API's own contract; its tests hold it to it.
  return body as WireOperation
}

async function addWorkspace({ services: { db } }: Composition): Promise<number> {
  const workspace = await db.asSystem(async (tx) => await tx.row(insertWorkspace('bench', 'Bench')))
  if (!workspace) throw new Error('The database of the bench is not empty.')
  await db.inWorkspace(workspace.id, async (tx) => await tx.row(insertTenant(workspace.id, 'tenant', 'Tenant')))
  return workspace.id
}

/** One for each try: a token may ask only so often in a minute. */
async function addToken({ services: { db } }: Composition, workspaceId: number): Promise<string> {
  const { token, hash } = createTokenSecret()
  await db.inWorkspace(workspaceId, async (tx) => {
    await tx.row(
      insertToken(workspaceId, { name: 'bench', hash, userId: null, capabilities: CAPABILITIES, tenantIds: null, expiresInDays: null }),
    )
  })
  return token
}
