import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createTokenSecret } from '../../src/access/grants.ts'
import { CAPABILITIES } from '../../src/access/actor.ts'
import { insertToken } from '../../src/access/sql/people.ts'
import { eventually } from '../support/eventually.ts'
import { createFixture, type Fixture } from '../support/fixture.ts'
import { assertLedgerSound } from '../support/invariants.ts'
import { followRuntruth, runRuntruth, spawnRuntruth, type RunningProcess } from '../support/processes.ts'
import type { AppAt } from '../sources/apps/apps.ts'
import type { TestDatabase } from '../support/testDatabase.ts'
import { createApi, watchVerdicts, type Api, type Watch } from './api.ts'
import { lockRun, lockTable, type Lock } from './locks.ts'
import { crashOperations } from './operations.ts'

export interface Server {
  readonly process: RunningProcess
  /** Acts as dana, a member, so that she is told what became of her operations. */
  readonly api: Api
  /** With a token of its own, so that watching uses up nobody's rate. */
  readonly watch: Watch
}

export interface Scene {
  readonly fixture: Fixture
  /** Journals and gates. */
  readonly directory: string
  gate(name: string): string
  open(gate: string): Promise<void>
  /** `url`: the road to the database, when it is not the straight one. */
  serve(url?: string): Promise<Server>
  work(name: string, options?: { readonly concurrency?: number; readonly url?: string }): Promise<RunningProcess>
  reconcile(url?: string): Promise<RunningProcess>
  /** A command with --watch in a pipe; resolves once it has spoken for the first time. */
  follow(args: readonly string[]): Promise<RunningProcess>
  /** One call of the command line, as the operator; answers what it printed as JSON. */
  json<T>(args: readonly string[]): Promise<T>
  /** Holds a run, or a table also against readers, until released or the scene ends. */
  lock(what: { readonly run: string } | { readonly table: 'runtruth.workers' }): Promise<Lock>
  untilEnded(ids: readonly string[], deadlineMs: number): Promise<void>
  row(id: string): Promise<RunState>
  /** Kinds of events in order, without progress. */
  kinds(id: string): Promise<string[]>
}

export interface RunState {
  readonly status: string
  readonly outcome: string
  readonly attempt: number
  readonly worker: string | null
  readonly reason: string | null
  readonly completedAtMs: number | null
}

const config = fileURLToPath(new URL('./runtruth.config.ts', import.meta.url))
const READY_WITHIN_MS = 90_000
const followingConfig = fileURLToPath(new URL('../sources/apps/runtruth.config.ts', import.meta.url))

export interface Setting {
  /** On a server of the test's own; default: a clone of the template. */
  readonly database?: Pick<TestDatabase, 'url' | 'drop'>
  /** Whose queue the processes follow; without one they have the operations of these tests. */
  readonly app?: AppAt
}

/**
 * A database with real processes around it. At the end every process of the scene is gone, and what the ledger says is
 * held against itself; a scene that fails shows what its processes printed.
 */
export async function inScene(play: (scene: Scene) => Promise<void>, { database, app }: Setting = {}): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'runtruth-crash-'))
  const fixture = await createFixture({ operations: crashOperations, ...(database ? { database } : {}) })
  const cast: Cast = { processes: [], watches: [], locks: [] }
  let failure: Error | undefined
  try {
    await play(setUp(fixture, directory, cast, app))
    await endAll(cast)
    await assertLedgerSound(fixture.owner)
  } catch (error) {
    failure = asError(error)
  }
  await endAll(cast)
  // What a failed scene leaves open is no news beside its failure.
  await fixture.close().catch((error: unknown) => (failure ??= asError(error)))
  await rm(directory, { recursive: true, force: true })
  if (failure === undefined) return
  const printed = cast.processes.map(({ name, pid, printed: said }) => `--- ${name} (${pid})\n${tail(said())}`)
  throw new Error(`${failure.message}\n${printed.join('\n')}`, { cause: failure })
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error('Something else than an error was thrown.', { cause: thrown })
}

interface Cast {
  readonly processes: RunningProcess[]
  readonly watches: Watch[]
  readonly locks: Lock[]
}

const LINES_SHOWN = 30
const LINE_SHOWN = 300

function tail(printed: string): string {
  const lines = printed.trimEnd().split('\n').slice(-LINES_SHOWN)
  return lines.map((line) => line.slice(0, LINE_SHOWN)).join('\n')
}

async function endAll({ processes, watches, locks }: Cast): Promise<void> {
  await Promise.all(locks.map(async (lock) => await lock.release()))
  await Promise.all(watches.map(async (watch) => await watch.stop()))
  await Promise.all(processes.map(async (one) => await one.kill()))
}

function setUp(fixture: Fixture, directory: string, { processes, watches, locks }: Cast, app: AppAt | undefined): Scene {
  const { acme, owner, url: straight } = fixture
  const settings = (url: string) => ({
    env: {
      DATABASE_URL: url,
      RUNTRUTH_DATA_DIR: join(directory, 'data'),
      LOG_LEVEL: 'info',
      ...(app ? { FOLLOWED_APPS: JSON.stringify([app]) } : {}),
    },
  })

  function spawned(name: string, args: readonly string[], url: string): RunningProcess {
    const started = spawnRuntruth(name, [...args, '--config', app ? followingConfig : config], settings(url))
    processes.push(started)
    return started
  }

  async function ready<T>(started: RunningProcess, look: () => Promise<T | undefined>): Promise<T> {
    return await eventually(`${started.name} to be ready`, READY_WITHIN_MS, async () => {
      if (started.hasExited()) throw new Error(`${started.name} ended before it was ready:\n${started.printed()}`)
      const found = await look()
      return found === undefined ? { seen: started.printed().slice(-2_000) } : { found }
    })
  }

  async function isTrue(sql: string, values: readonly unknown[]): Promise<true | undefined> {
    const { rows } = await owner.query<{ yes: boolean }>(sql, [...values])
    return rows[0]?.yes === true ? true : undefined
  }

  const scene: Scene = {
    fixture,
    directory,
    gate: (name) => join(directory, `gate-${name}`),
    open: async (gate) => await writeFile(gate, ''),
    serve: async (url = straight) => {
      const started = spawned('server', ['serve', '--port', '0'], url)
      const address = await ready(started, async () => await Promise.resolve(/ready at (http:\S+)/.exec(started.printed())?.[1]))
      const watch = watchVerdicts(createApi(address, acme.slug, acme.token))
      watches.push(watch)
      return { process: started, api: createApi(address, acme.slug, await personalToken(fixture)), watch }
    },
    work: async (name, options = {}) => {
      const concurrency = ['--concurrency', String(options.concurrency ?? 4)]
      const started = spawned(`worker ${name}`, ['work', '--name', name, ...concurrency], options.url ?? straight)
      await ready(
        started,
        async () =>
          await isTrue(
            `select exists (select 1 from runtruth.workers w where w.name = $1 and w.pid = $2 and w.stopped_at is null and exists (
               select 1 from pg_locks l where l.locktype = 'advisory' and l.objid::bigint = w.session_key and l.objsubid = 2 and l.granted
                 and l.database = (select oid from pg_database where datname = current_database()))) as yes`,
            [name, started.pid],
          ),
      )
      return started
    },
    reconcile: async (url = straight) => {
      const started = spawned('reconciler', ['reconcile'], url)
      await ready(
        started,
        async () =>
          await isTrue(`select exists (select 1 from runtruth.sweeps where reconciler like '% ' || $1 || ' %') as yes`, [started.pid]),
      )
      return started
    },
    follow: async (args) => {
      const started = followRuntruth(args.join(' '), args, settings(straight))
      processes.push(started)
      await ready(started, async () => await Promise.resolve(started.printed() === '' ? undefined : true))
      return started
    },
    json: async <T>(args: readonly string[]) => {
      const { code, stdout, stderr } = await runRuntruth([...args, '--json'], settings(straight))
      if (code !== 0) throw new Error(`runtruth ${args.join(' ')} ended with ${code}: ${stderr}`)
      // Looked at by who asks.
      return JSON.parse(stdout) as T
    },
    lock: async (what) => {
      const lock = 'run' in what ? await lockRun(straight, acme.id, what.run) : await lockTable(straight, what.table)
      locks.push(lock)
      return lock
    },
    untilEnded: async (ids, deadlineMs) =>
      await eventually(`operations ${ids.join(', ')} to end`, deadlineMs, async () => {
        const { rows } = await owner.query<{ id: string; state: string }>(
          `select id, status || '@' || attempt as state from runtruth.operation_runs where id = any($1::bigint[]) and status <> 'completed'`,
          [ids],
        )
        return rows.length === 0 ? { found: undefined } : { seen: rows.map(({ id, state }) => `#${id} ${state}`).join(', ') }
      }),
    row: async (id) => {
      const { rows } = await owner.query<RunState>(
        `select status, outcome, attempt, lease_worker as worker, reconciliation ->> 'reason' as reason,
           (extract(epoch from completed_at) * 1000)::float8 as "completedAtMs"
         from runtruth.operation_runs where workspace_id = $1 and id = $2`,
        [acme.id, id],
      )
      const [row] = rows
      if (!row) throw new Error(`There is no operation ${id}.`)
      return row
    },
    kinds: async (id) => {
      const { rows } = await owner.query<{ kind: string }>(
        // That it waited, and why, depends on how busy the machine was.
        "select kind from runtruth.operation_events where workspace_id = $1 and run_id = $2 and kind <> 'waiting' order by id",
        [acme.id, id],
      )
      return rows.map(({ kind }) => kind)
    },
  }
  return scene
}

/** An operation started with it is the member's own, so its end is a notification to her. */
async function personalToken({ db, acme }: Fixture): Promise<string> {
  const { token, hash } = createTokenSecret()
  await db.inWorkspace(acme.id, async (tx) => {
    await tx.row(
      insertToken(acme.id, {
        name: 'dana at work',
        hash,
        userId: Number(acme.owner.id),
        capabilities: CAPABILITIES,
        tenantIds: null,
        expiresInDays: null,
      }),
    )
  })
  return token
}
