import { basename } from 'node:path'
import { readEnvironment } from '../../app/environment.ts'
import { findConfigFile, loadConfig } from '../../app/loadConfig.ts'
import { startEverything } from '../../app/start/startEverything.ts'
import { createLog } from '../../log.ts'
import type { Io } from '../io.ts'
import { DEFAULT_HOST, DEFAULT_PORT } from './serve.ts'

interface StartFlags {
  readonly config: string | undefined
  readonly port: number | undefined
  readonly host: string | undefined
  readonly workers: number | undefined
}

export async function start({ flags, io }: { readonly flags: StartFlags; readonly io: Io }): Promise<number> {
  const environment = readEnvironment(io.env, io.cwd)
  const config = await loadConfig(findConfigFile(flags.config, io.cwd))
  await startEverything({
    environment,
    config,
    host: flags.host ?? DEFAULT_HOST,
    port: flags.port ?? environment.port ?? DEFAULT_PORT,
    workers: flags.workers ?? 1,
    // The terminal belongs to the invitation; what needs attention is said all the same.
    log: createLog(environment.logLevel ?? 'warn'),
    clock: io.clock,
    cwd: io.cwd,
    command: [process.execPath, ...process.execArgv, io.program],
    env: io.env,
    callAs: callAs(io),
    signal: io.whenAskedToStop(),
    say: (text) => io.out.write(text),
  })
  return 0
}

/** A line that works when it is copied into another terminal of the same directory. */
function callAs({ program, env }: Io): string {
  const dataDir = env.RUNTRUTH_DATA_DIR
  const installed = basename(program) === 'runtruth' && !program.includes('node_modules')
  return `${dataDir === undefined || dataDir === '' ? '' : `RUNTRUTH_DATA_DIR=${dataDir} `}${installed ? 'runtruth' : 'npx runtruth'}`
}
