import { spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { runCli } from '../../src/cli/runCli.ts'
import type { Screen } from '../../src/cli/io.ts'
import { systemClock } from '../../src/clock.ts'

export const PROGRAM = fileURLToPath(new URL('../../src/cli/bin.ts', import.meta.url))

export interface CliAnswer {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface CliOptions {
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly cwd?: string
  readonly stdin?: string
}

/** The environment of a command: nothing of the shell around the tests decides what it does. */
export function cliEnvironment(env: Readonly<Record<string, string | undefined>> = {}): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env
  return {
    PATH,
    HOME,
    NODE_OPTIONS: '--conditions=runtruth-source',
    RUNTRUTH_DATA_DIR: join(tmpdir(), 'runtruth-no-such-directory'),
    ...env,
  }
}

/** The real command line as a process of its own. */
export async function callCli(args: readonly string[], options: CliOptions = {}): Promise<CliAnswer> {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    cwd: options.cwd ?? tmpdir(),
    env: cliEnvironment(options.env),
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  child.stdin.on('error', () => {})
  child.stdin.end(options.stdin ?? '')
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  return { code, stdout, stderr }
}

/** The same program without a process around it, for what a process adds nothing to: quick enough for a table of cases. */
export async function callInside(args: readonly string[], options: CliOptions = {}): Promise<CliAnswer> {
  let stdout = ''
  let stderr = ''
  const screen = (take: (text: string) => void): Screen => ({
    isTerminal: false,
    columns: () => undefined,
    rows: () => undefined,
    write: take,
    paint: (_tone, text) => text,
  })
  const code = await runCli(args, {
    env: cliEnvironment(options.env),
    cwd: options.cwd ?? tmpdir(),
    clock: systemClock,
    stdin: Readable.from([options.stdin ?? '']),
    program: PROGRAM,
    out: screen((text) => (stdout += text)),
    err: screen((text) => (stderr += text)),
    whenAskedToStop: () => new AbortController().signal,
    endNow: () => {
      throw new Error('The command wanted to end the process.')
    },
  })
  return { code, stdout, stderr }
}

/** One sentence for people, on standard error, and no trace of where in the program it came from. */
export function isOneSentence({ stderr }: CliAnswer): boolean {
  return /^runtruth: [^\n]+[.)\]"…]?\n$/.test(stderr) && !/\n\s+at /.test(stderr)
}
