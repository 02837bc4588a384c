import { administration } from './commands/administration.ts'
import { operations } from './commands/operations.ts'
import { processes } from './commands/processes.ts'
import type { Command } from './command.ts'

/** Every command: drives parsing, `--help`, suggestions and the check of the documentation. */
export const COMMANDS: readonly Command[] = [...processes, ...operations, ...administration]
