import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { RuntruthError } from '../errors.ts'
import type { RuntruthConfig } from './config.ts'
import { problemOfSignIn } from './signInConfig.ts'

const FILE_NAMES = ['runtruth.config.ts', 'runtruth.config.js', 'runtruth.config.mjs']

export interface LoadedConfig extends RuntruthConfig {
  /** Null: there is no file, only what is built in. */
  readonly file: string | null
}

/** The file that was named, else the one in `cwd`, else null. */
export function findConfigFile(named: string | undefined, cwd: string): string | null {
  if (named === undefined) return FILE_NAMES.map((name) => join(cwd, name)).find((file) => existsSync(file)) ?? null
  const file = resolve(cwd, named)
  if (!existsSync(file)) {
    throw new RuntruthError(
      'invalid_config',
      `There is no config file ${file}. Check --config, or leave it out to run the built-in operations only.`,
      { file },
    )
  }
  return file
}

/** Runs the file and looks at what it exports. Throws `invalid_config` with the file and the cause. */
export async function loadConfig(file: string | null): Promise<LoadedConfig> {
  if (file === null) return { operations: [], file }
  let loaded: unknown
  try {
    loaded = await import(pathToFileURL(file).href)
  } catch (cause) {
    throw new RuntruthError(
      'invalid_config',
      `The config file ${file} could not be loaded: ${describe(cause)} Correct it, then start again.`,
      { file },
      { cause },
    )
  }
  const config: unknown = typeof loaded === 'object' && loaded !== null && 'default' in loaded ? loaded.default : undefined
  const problem = problemOf(config)
  if (problem !== null) {
    throw new RuntruthError(
      'invalid_config',
      `The config file ${file} ${problem}. Expected: export default defineConfig({ operations: [ … ] })`,
      { file },
    )
  }
  // Its shape has just been looked at.
  return { ...(config as RuntruthConfig), file }
}

function describe(cause: unknown): string {
  const [first = ''] = (cause instanceof Error ? cause.message : String(cause)).split('\n')
  const text = first.trim() === '' ? 'it threw without a message' : first.trim()
  return /[.!?]$/.test(text) ? text : `${text}.`
}

function problemOf(config: unknown): string | null {
  if (config === undefined) return 'has no default export'
  if (typeof config !== 'object' || config === null) return 'exports something else than a configuration'
  const { operations, adapters, sources, signIn, onReady } = config as Partial<Record<keyof RuntruthConfig, unknown>> // every member is looked at below
  if (!Array.isArray(operations)) return 'has no list of operations'
  const odd = operations.findIndex((operation: unknown) => !isDefinition(operation))
  if (odd >= 0) return `has an operation that was not made by defineOperation, at place ${odd + 1}`
  if (adapters !== undefined && !Array.isArray(adapters)) return 'has adapters that are not a list'
  if (sources !== undefined && (!Array.isArray(sources) || !sources.every(isSource)))
    return 'has sources that were not made by pgBossSource, bullmqSource or graphileWorkerSource'
  if (onReady !== undefined && typeof onReady !== 'function') return 'has an onReady that is not a function'
  return problemOfSignIn(signIn)
}

function isSource(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'openReader' in value && 'mapping' in value
}

function isDefinition(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    typeof value.type === 'string' &&
    'run' in value &&
    'maxAttempts' in value
  )
}
