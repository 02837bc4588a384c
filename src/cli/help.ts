import { flagText, type Command } from './command.ts'
import { EXIT_CODE } from './exitCodes.ts'
import type { Screen } from './io.ts'

const ENVIRONMENT: readonly (readonly [string, string])[] = [
  ['DATABASE_URL', 'PostgreSQL to use; without it `start` brings its own and the other commands find that one'],
  ['PORT', 'port of the console and API, where --port is not given'],
  ['RUNTRUTH_DATA_DIR', 'where the embedded PostgreSQL lives (default: .runtruth)'],
  ['RUNTRUTH_TOKEN', 'act as this token; without it, as the operator at the command line'],
  ['LOG_LEVEL', 'fatal, error, warn, info, debug, trace or silent'],
]

export function overview(screen: Screen, commands: readonly Command[], version: string): string {
  return [
    `${screen.paint('bold', 'runtruth')} ${version}: what is true about background operations, and how it is known`,
    '',
    screen.paint('bold', 'Commands'),
    ...columns(commands.map(({ name, summary }) => [name, summary])),
    '',
    screen.paint('bold', 'Environment'),
    ...columns(ENVIRONMENT),
    '',
    `Exit codes: 0 ok · 1 failed · ${EXIT_CODE.invalid_input} usage · ${EXIT_CODE.not_found} not found or not allowed · ${EXIT_CODE.operation_failed} the operation waited for did not succeed · ${EXIT_CODE.problem_found} doctor found a problem`,
    'More about one: runtruth COMMAND --help',
    '',
  ].join('\n')
}

export function commandHelp(screen: Screen, command: Command): string {
  const flags = Object.entries(command.options)
  return [
    `${command.summary}.`,
    '',
    screen.paint('bold', 'Usage'),
    `  ${command.usage}`,
    ...(flags.length === 0
      ? []
      : ['', screen.paint('bold', 'Flags'), ...columns(flags.map(([name, flag]) => [flagText(name, flag), flag.help]))]),
    ...command.notes.flatMap((note) => ['', note]),
    '',
    screen.paint('bold', 'Examples'),
    ...command.examples.map((example) => `  ${example}`),
    '',
  ].join('\n')
}

/** The longest names stand alone, so that one of them does not push the explanations of all others to the right. */
const LEFT_LIMIT = 34

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length).filter((length) => length <= LEFT_LIMIT))
  return rows.flatMap(([left, right]) =>
    left.length > width ? [`  ${left}`, `  ${' '.repeat(width)}  ${right}`] : [`  ${left.padEnd(width)}  ${right}`],
  )
}
