import { composeServices } from '../app/composeServices.ts'
import { readEnvironment, type Environment } from '../app/environment.ts'
import { findDatabase, requireMigrated } from '../app/findDatabase.ts'
import { loadConfig, type LoadedConfig } from '../app/loadConfig.ts'
import { signInSettings } from '../app/signInSettings.ts'
import { createLog } from '../log.ts'
import type { SignIn } from '../signin/openSignIn.ts'
import type { Services } from '../work/services.ts'
import type { Io } from './io.ts'
import { configFileFor } from './session.ts'

export interface ProcessSession {
  readonly services: Services
  readonly signIn: SignIn | null
  readonly url: string
  readonly environment: Environment
  readonly config: LoadedConfig
}

/** What `serve`, `work` and `reconcile` stand on: a migrated database and the operations of the config file. */
export async function withProcess<T>(
  io: Io,
  name: string,
  config: string | undefined,
  use: (session: ProcessSession) => Promise<T>,
  { signIn: people = false }: { /** People sign in to this process. */ readonly signIn?: boolean } = {},
): Promise<T> {
  const environment = readEnvironment(io.env, io.cwd)
  const loaded = await loadConfig(await configFileFor(config, io.cwd, environment.dataDir))
  const settings = people ? signInSettings(environment, loaded) : undefined
  const url = findDatabase(environment)
  await requireMigrated(url)
  const log = createLog(environment.logLevel ?? 'info')
  const { services, signIn, close } = composeServices({
    url,
    operations: loaded.operations,
    sources: loaded.sources ?? [],
    log,
    applicationName: `runtruth ${name}`,
    clock: io.clock,
    ...(settings === undefined ? {} : { signIn: settings }),
  })
  try {
    return await use({ services, signIn, url, environment, config: loaded })
  } finally {
    await close()
  }
}
