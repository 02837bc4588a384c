import { userInfo } from 'node:os'
import { SYSTEM, type Principal } from '../access/actor.ts'
import { findPlace, grantOfToken, scopeOf, systemScope, type Place, type StoredGrant } from '../access/grants.ts'
import type { Scope } from '../access/scope.ts'
import { selectWorkspaces } from '../access/sql/places.ts'
import { composeServices } from '../app/composeServices.ts'
import { readEnvironment, type Environment } from '../app/environment.ts'
import { findDatabase, requireMigrated } from '../app/findDatabase.ts'
import { findConfigFile, loadConfig, type LoadedConfig } from '../app/loadConfig.ts'
import { readStartRecord } from '../app/startRecord.ts'
import { notFound, RuntruthError } from '../errors.ts'
import { readRunId } from '../ledger/runId.ts'
import { workspaceOfRun } from '../ledger/sql/workspaceOfRun.ts'
import { createLog } from '../log.ts'
import type { Services } from '../work/services.ts'
import type { Io } from './io.ts'

/** A workspace as the caller may act in it. */
export interface Standing {
  readonly place: Place
  readonly scope: Scope
}

/** One connection to the ledger for one command, acting as the token of RUNTRUTH_TOKEN or as the operator. */
export interface Session {
  readonly services: Services
  readonly url: string
  readonly environment: Environment
  readonly config: LoadedConfig
  /** Where the console of a running start answers, for links; null when none is known. */
  readonly address: string | null
  /** Undefined: the token's own workspace, or the only one there is. */
  standIn(workspace: string | undefined): Promise<Standing>
  /** Where an operation lives, if it is within reach. */
  standAt(runId: string, workspace: string | undefined): Promise<Standing>
  /** Who acts on this machine, where no token does. */
  readonly operator: Principal
  /** Throws `forbidden` for a token: some acts belong to no workspace. */
  requireOperator(what: string): void
}

export interface SessionOptions {
  /** Load a config file: the named one, the one in the working directory, or that of the running start. Default: none. */
  readonly config?: { readonly named: string | undefined }
}

export async function withSession<T>(io: Io, options: SessionOptions, use: (session: Session) => Promise<T>): Promise<T> {
  const environment = readEnvironment(io.env, io.cwd)
  const url = findDatabase(environment)
  await requireMigrated(url)
  const config = await loadConfig(options.config ? await configFileFor(options.config.named, io.cwd, environment.dataDir) : null)
  const { services, close } = composeServices({
    url,
    operations: config.operations,
    sources: config.sources ?? [],
    log: createLog(environment.logLevel ?? 'error'),
    applicationName: 'runtruth command line',
    clock: io.clock,
  })
  try {
    const held = environment.token === undefined ? null : await grantOf(services, environment.token)
    return await use({
      services,
      url,
      environment,
      config,
      address: environment.databaseUrl === undefined ? ((await readStartRecord(environment.dataDir))?.address ?? null) : null,
      standIn: async (workspace) => await standIn(services, held, workspace),
      standAt: async (runId, workspace) => await standIn(services, held, workspace ?? (await workspaceOf(services, held, runId))),
      operator: operator(),
      requireOperator: (what) => {
        if (held === null) return
        throw new RuntruthError(
          'forbidden',
          `${what} belongs to no workspace, so a token cannot do it. Unset RUNTRUTH_TOKEN to act as the operator.`,
        )
      },
    })
  } finally {
    await close()
  }
}

/** The named file, the one in the working directory, or the one that the running `start` of this data directory was given. */
export async function configFileFor(named: string | undefined, cwd: string, dataDir: string): Promise<string | null> {
  return findConfigFile(named, cwd) ?? (await readStartRecord(dataDir))?.configFile ?? null
}

interface Held {
  readonly workspace: string
  readonly grant: StoredGrant
}

async function grantOf(services: Services, token: string): Promise<Held> {
  const held = await grantOfToken(services.db, token)
  if (held) return held
  throw new RuntruthError(
    'unauthenticated',
    'RUNTRUTH_TOKEN is not a valid token here: unknown, expired or revoked. Create one with: runtruth token create',
  )
}

async function standIn(services: Services, held: Held | null, wanted: string | undefined): Promise<Standing> {
  const slug = wanted ?? held?.workspace ?? (await onlyWorkspace(services))
  // Another workspace is told apart from a missing one by nobody who cannot see it.
  const place = held !== null && held.workspace !== slug ? undefined : await findPlace(services.db, slug)
  if (!place) throw notFound('workspace')
  return { place, scope: held ? scopeOf(place, held.grant) : systemScope(place.workspace, operator()) }
}

async function workspaceOf(services: Services, held: Held | null, runId: string): Promise<string> {
  const id = readRunId(runId)
  if (held) return held.workspace
  const found = await services.db.asSystem(async (tx) => await tx.row(workspaceOfRun(id)))
  if (!found) throw notFound()
  return found.slug
}

async function onlyWorkspace(services: Services): Promise<string> {
  const workspaces = await services.db.asSystem(async (tx) => await tx.rows(selectWorkspaces()))
  const [first, second] = workspaces
  if (!first) throw new RuntruthError('invalid_input', 'There is no workspace yet. Add one: runtruth workspace add NAME')
  if (second)
    throw new RuntruthError('invalid_input', `--workspace is missing. There are: ${workspaces.map(({ slug }) => slug).join(', ')}.`)
  return first.slug
}

/** Who has the database's own password has every capability; the history says who it was on this machine. */
function operator(): Principal {
  return { ...SYSTEM, name: `Command line (${systemUser()})` }
}

function systemUser(): string {
  try {
    return userInfo().username
  } catch {
    return 'unknown user'
  }
}
