import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { packagedMigrationsDir } from '../db/migrationFiles.ts'
import { RuntruthError } from '../errors.ts'
import { COMMANDS } from './commands.ts'
import { exitCodeOf } from './exitCodes.ts'
import { commandHelp, overview } from './help.ts'
import type { Io } from './io.ts'
import { parse } from './parse.ts'
import { printable } from './render/printable.ts'

/** One call of the command line, from its words to its exit code. Errors end here, in one sentence. */
export async function runCli(argv: readonly string[], io: Io): Promise<number> {
  try {
    const parsed = parse(argv, COMMANDS)
    switch (parsed.kind) {
      case 'overview':
        io.out.write(overview(io.out, COMMANDS, packageVersion()))
        return 0
      case 'version':
        io.out.write(`${packageVersion()}\n`)
        return 0
      case 'help':
        io.out.write(commandHelp(io.out, parsed.command))
        return 0
      case 'call':
        return await parsed.command.run({ flags: parsed.flags as never, words: parsed.words, io }) // parse() made them for this command
    }
  } catch (error) {
    io.err.write(`runtruth: ${printable(sentenceOf(error))}\n`)
    if (wantsStacks(io)) io.err.write(`${error instanceof Error ? error.stack : String(error)}\n`)
    return exitCodeOf(error)
  }
}

/** An error without a code is one nobody foresaw: its text may hold anything, so it is shown to those who ask for it only. */
function sentenceOf(error: unknown): string {
  if (error instanceof RuntruthError) return error.message
  return 'Something went wrong inside. Run it again with LOG_LEVEL=debug to see what, and report it.'
}

function wantsStacks(io: Io): boolean {
  return io.env.LOG_LEVEL === 'debug' || io.env.LOG_LEVEL === 'trace'
}

function packageVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(dirname(packagedMigrationsDir()), 'package.json'), 'utf8'))
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : 'unknown'
}
