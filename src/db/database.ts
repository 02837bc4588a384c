import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import type { CompiledQuery } from 'kysely'
import { RuntruthError } from '../errors.ts'
import type { Log } from '../log.ts'
import { askClient } from './askClient.ts'
import { TYPES } from './readInstant.ts'
import { isNameTrouble, statementName } from './statementNames.ts'
import { writeTogether } from './writeTogether.ts'
import { commitUnheard, isDatabaseAway, isTransactionConflict, translateDatabaseError } from './databaseErrors.ts'

/**
 * One transaction under one role. Statements are sent as they are issued, without waiting for the answers before them
 * (pipelined), so opening the transaction and setting its scope cost no round trip of their own.
 */
export interface Tx {
  rows<R>(query: CompiledQuery<R>): Promise<R[]>
  /** The only row; undefined when there is none. */
  row<R>(query: CompiledQuery<R>): Promise<R | undefined>
  /** As `rows`, every value as the text the database wrote: for many rows of which little is read, parsing is most of the cost. */
  texts<R extends Readonly<Record<keyof R, string | null>>>(query: CompiledQuery<R>): Promise<R[]>
  /** For libraries that bring their own SQL (pg-boss); same transaction, same role. */
  execute(text: string, values?: readonly unknown[]): Promise<{ rows: unknown[]; rowCount: number | null }>
}

export interface DatabaseOptions {
  readonly url: string
  readonly log: Log
  readonly applicationName?: string
  readonly maxConnections?: number
  /** Called once for every statement sent by a verb, for the tests that count them. */
  readonly onStatement?: (text: string) => void
}

export interface Database {
  readonly url: string
  /**
   * Inside one workspace, under the role that sees nothing else. Like every transaction here, `work` is begun again when
   * the database gives it up in a deadlock: what it does beside its statements must bear being done twice.
   */
  inWorkspace<T>(workspaceId: number, work: (tx: Tx) => Promise<T>, how?: TransactionManner): Promise<T>
  /**
   * One statement in a transaction of its own, inside one workspace, which leaves together with its commit: one round trip in
   * all. `soon`: everybody sees it when this resolves, and a server that crashes within the next half second or so has forgotten it.
   */
  atOnceInWorkspace<R>(workspaceId: number, query: CompiledQuery<R>, safe?: 'when_answered' | 'soon'): Promise<R[]>
  /** Across workspaces: finding work, observing workers, resolving tokens. */
  asSystem<T>(work: (tx: Tx) => Promise<T>, how?: Pick<TransactionManner, 'commits'>): Promise<T>
  /** Under the login role itself, without a transaction: queue maintenance and administration. */
  asOwner(text: string, values?: readonly unknown[]): Promise<{ rows: unknown[]; rowCount: number | null }>
  close(): Promise<void>
}

export interface TransactionManner {
  /**
   * When the commit is sent: after all that the work awaits, or right behind the statements it issues before it awaits
   * anything, which saves a round trip. Then it can issue no more, and should only read: what it wrote stays also when it fails.
   */
  readonly commits?: 'when_done' | 'with_statements'
  /**
   * Whether statements are planned anew for their values, or once per connection for all values. Planning a page of the list
   * costs as much as reading it; a plan for all values knows nothing of how many rows a value has.
   */
  readonly plans?: 'by_values' | 'once'
}

/** Two that met in a deadlock rarely meet again; who meets somebody at every try has a defect that should be heard of. */
const TRIES = 10

/** Leaves every value as it came. */
const AS_TEXT: pg.CustomTypesConfig = { getTypeParser: () => (value: string) => value }

/** bigint as text and timestamptz as Date; the defaults of pg for both. JSON as parsed values. */
export function openDatabase(options: DatabaseOptions): Database {
  const pool = new pg.Pool({
    connectionString: options.url,
    application_name: options.applicationName ?? 'runtruth',
    max: options.maxConnections ?? 10,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    pipeline: true,
    stream: writeTogether,
    types: TYPES,
  })
  // A connection that breaks while idle is replaced at the next use; without a listener it would end the process.
  pool.on('error', (error) => options.log.debug({ err: error }, 'an idle database connection broke'))
  // The same while it is in use: the statement fails and says so to its caller, but the client tells of it as well.
  pool.on('connect', (client) => client.on('error', () => {}))

  /** Until a pooler in between proves that it does not carry them. */
  let named = true

  async function transaction<T>(opening: string, work: (tx: Tx) => Promise<T>, commits: TransactionManner['commits']): Promise<T> {
    for (let tried = 1; ; tried += 1) {
      // Of several under way at once each meets the trouble, and only the first finds the names still in use.
      const wereNamed = named
      try {
        return await attempt(opening, work, commits)
      } catch (error) {
        if (isNameTrouble(error) && wereNamed) {
          if (named) options.log.info('a pooler in between does not carry named statements; they are sent without names from now on')
          named = false
          continue
        }
        if (!isTransactionConflict(error) || tried === TRIES) throw error
        await delay(Math.random() * 20 * tried)
      }
    }
  }

  async function attempt<T>(opening: string, work: (tx: Tx) => Promise<T>, commits: TransactionManner['commits']): Promise<T> {
    const client = await pool.connect().catch((error: unknown) => {
      throw translateDatabaseError(error)
    })
    let broken: Error | undefined
    let early: Promise<pg.QueryResult> | undefined
    const opened = askClient(client, opening)
    // Awaited below; without this a failure before the first await would count as unhandled.
    opened.catch(() => {})
    const send = async (text: string, values: readonly unknown[], types?: pg.CustomTypesConfig) => {
      if (early) throw new RuntruthError('internal', 'A statement was issued behind the commit of its transaction.')
      options.onStatement?.(text)
      const how = { text, values: [...values], ...(types === undefined ? {} : { types }) }
      // Without values it may be several statements in one text, which cannot bear a name.
      const name = named && values.length > 0 ? statementName(text) : undefined
      return await askClient(client, name === undefined ? how : { name, ...how })
    }
    const tx: Tx = {
      // The statement's own file states the type of its rows; pg cannot know it.
      rows: async <R>(query: CompiledQuery<R>) => (await send(query.sql, query.parameters)).rows as R[],
      // As above.
      row: async <R>(query: CompiledQuery<R>) => (await send(query.sql, query.parameters)).rows[0] as R | undefined,
      // As above.
      texts: async <R>(query: CompiledQuery<R>) => (await send(query.sql, query.parameters, AS_TEXT)).rows as R[],
      execute: async (text, values = []) => await send(text, values),
    }
    try {
      const working = work(tx)
      // Behind a statement that fails it does nothing, and says so.
      if (commits === 'with_statements') early = askClient(client, 'commit')
      early?.catch(() => {})
      const result = await working
      await opened
      const committed = await (early ?? askClient(client, 'commit')).catch(unheard)
      if (committed.command !== 'COMMIT') {
        throw new RuntruthError('internal', 'The transaction was rolled back by the database. Nothing was changed; try again.')
      }
      return result
    } catch (error) {
      await askClient(client, 'rollback').catch((rollbackError: Error) => {
        broken = rollbackError
      })
      throw translateDatabaseError(error)
    } finally {
      client.release(broken)
    }
  }

  return {
    url: options.url,
    inWorkspace: async (workspaceId, work, { commits, plans } = {}) => {
      const opening = openingOf(workspaceId) + (plans === 'once' ? '; set local plan_cache_mode = force_generic_plan' : '')
      return await transaction(opening, work, commits)
    },
    atOnceInWorkspace: async (workspaceId, query, safe = 'when_answered') => {
      const opening = openingOf(workspaceId) + (safe === 'soon' ? '; set local synchronous_commit = off' : '')
      return await transaction(opening, async (tx) => await tx.rows(query).catch(unheard), 'with_statements')
    },
    asSystem: async (work, { commits } = {}) => await transaction('begin; set local role runtruth_system', work, commits),
    asOwner: async (text, values = []) => {
      try {
        return await pool.query(text, [...values])
      } catch (error) {
        throw translateDatabaseError(error)
      }
    },
    close: async () => await pool.end(),
  }
}

/** The commit was on its way, and nobody says whether it arrived. */
function unheard(error: unknown): never {
  throw isDatabaseAway(error) ? commitUnheard(error) : error
}

function openingOf(workspaceId: number): string {
  if (!Number.isSafeInteger(workspaceId)) throw new RuntruthError('internal', 'A workspace id is not an integer.')
  return `begin; set local role runtruth_app; set local runtruth.workspace_id = '${workspaceId}'`
}
