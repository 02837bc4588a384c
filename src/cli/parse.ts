import { parseArgs } from 'node:util'
import { RuntruthError } from '../errors.ts'
import { flagText, type Command, type Flag } from './command.ts'
import { suggest } from './suggest.ts'

export type Parsed =
  | { readonly kind: 'overview' }
  | { readonly kind: 'version' }
  | { readonly kind: 'help'; readonly command: Command }
  | { readonly kind: 'call'; readonly command: Command; readonly flags: Record<string, unknown>; readonly words: Record<string, string> }

/** Throws `invalid_input` in one sentence, with the command's usage or the word that was probably meant. */
export function parse(argv: readonly string[], commands: readonly Command[]): Parsed {
  const [first] = argv
  if (first === undefined) throw usage('Name a command. See: runtruth --help')
  if (first === '--version' || first === '-V') return { kind: 'version' }
  if (first === '--help' || first === '-h') return { kind: 'overview' }
  if (first === 'help') {
    if (argv[1] === undefined) return { kind: 'overview' }
    return { kind: 'help', command: findCommand(argv.slice(1), commands).command }
  }
  const { command, rest } = findCommand(argv, commands)
  const { tokens } = parseArgs({ args: [...rest], options: optionsOf(command), strict: false, allowPositionals: true, tokens: true })
  const flags: Record<string, unknown> = {}
  const texts = new Map<string, string[]>()
  const given: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') given.push(token.value)
    if (token.kind !== 'option') continue
    if (token.name === 'help' || token.rawName === '-h') return { kind: 'help', command }
    const flag = token.rawName.startsWith('--') && Object.hasOwn(command.options, token.name) ? command.options[token.name] : undefined
    if (flag === undefined) throw unknownFlag(command, token.rawName)
    const value = readValue(command, token.name, flag, token.value, token.inlineValue === true)
    if (flag.kind === 'texts') texts.set(token.name, [...(texts.get(token.name) ?? []), String(value)])
    else flags[token.name] = value
  }
  for (const [name, flag] of Object.entries(command.options)) {
    if (flag.kind === 'texts') flags[name] = texts.get(name) ?? []
    if (flag.kind === 'switch') flags[name] ??= false
    if (flag.kind === 'text' && flag.required && flags[name] === undefined) throw misuse(command, `${flagText(name, flag)} is missing`)
  }
  return { kind: 'call', command, flags, words: readWords(command, given) }
}

function findCommand(argv: readonly string[], commands: readonly Command[]): { command: Command; rest: readonly string[] } {
  const matching = commands.filter(({ name }) => name.split(' ').every((word, index) => argv[index] === word))
  const command = matching.toSorted((a, b) => b.name.length - a.name.length)[0]
  if (command !== undefined) return { command, rest: argv.slice(command.name.split(' ').length) }
  const [first = '', second = ''] = argv
  const names = commands.map(({ name }) => name)
  const family = names.filter((name) => name.startsWith(`${first} `))
  if (family.length > 0)
    throw usage(`runtruth ${first} needs a second word: ${family.map((name) => name.slice(first.length + 1)).join(', ')}.`)
  const meant = suggest(first, names) ?? suggest(`${first} ${second}`, names)
  throw usage(
    `There is no command ${JSON.stringify(first)}. ${meant === null ? 'See: runtruth --help' : `Did you mean: runtruth ${meant}?`}`,
  )
}

function optionsOf(command: Command): Record<string, { type: 'string' | 'boolean' }> {
  const options: Record<string, { type: 'string' | 'boolean' }> = { help: { type: 'boolean' } }
  for (const [name, flag] of Object.entries(command.options)) options[name] = { type: flag.kind === 'switch' ? 'boolean' : 'string' }
  return options
}

function readValue(command: Command, name: string, flag: Flag, value: string | undefined, inline: boolean): unknown {
  if (flag.kind === 'switch') {
    if (value !== undefined) throw misuse(command, `--${name} takes no value`)
    return true
  }
  // A dash alone is standard input; anything else that begins with one is the next flag, or a value to be written --name=value.
  if (value === undefined || (!inline && value.startsWith('-') && value !== '-'))
    throw misuse(command, `${flagText(name, flag)} needs a value`)
  if (flag.kind === 'number') {
    const number = Number(value)
    if (!/^\d+$/.test(value) || number < flag.min || number > flag.max) {
      throw misuse(command, `--${name} is ${JSON.stringify(value)}, expected a whole number from ${flag.min} to ${flag.max}`)
    }
    return number
  }
  if (flag.kind === 'choice' && !flag.choices.includes(value)) {
    const meant = suggest(value, flag.choices)
    throw misuse(
      command,
      `--${name} is ${JSON.stringify(value)}, expected one of ${flag.choices.join(', ')}${meant === null ? '' : ` (did you mean ${meant}?)`}`,
    )
  }
  return value
}

function readWords(command: Command, given: readonly string[]): Record<string, string> {
  const missing = command.words[given.length]
  if (missing !== undefined) throw misuse(command, `${missing} is missing`)
  const extra = given[command.words.length]
  if (extra !== undefined) throw misuse(command, `${JSON.stringify(extra)} is one word too many`)
  return Object.fromEntries(command.words.map((name, index) => [name, given[index] ?? '']))
}

function unknownFlag(command: Command, rawName: string): RuntruthError {
  const meant = suggest(rawName, [...command.flags, '--help'])
  const next = meant === null ? `See: runtruth ${command.name} --help` : `Did you mean ${meant}?`
  return usage(`runtruth ${command.name} has no flag ${rawName}. ${next}`)
}

function misuse(command: Command, what: string): RuntruthError {
  return usage(`${what}. Usage: ${command.usage}`)
}

function usage(message: string): RuntruthError {
  return new RuntruthError('invalid_input', message)
}
