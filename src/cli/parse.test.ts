import { describe, expect, it } from 'vitest'
import { COMMANDS } from './commands.ts'
import { parse } from './parse.ts'

function parseLine(line: string) {
  return parse(line.split(' '), COMMANDS)
}

describe('parse', () => {
  it('gives each flag the value its kind promises', () => {
    const parsed = parseLine('list --workspace acme --limit 7 --status running --json')
    expect(parsed).toMatchObject({ kind: 'call', flags: { workspace: 'acme', limit: 7, status: 'running', json: true, watch: false } })
  })

  it('collects a flag that may be given several times, and takes --name=value', () => {
    const parsed = parseLine('token create --name=ci --tenant a --tenant=b')
    expect(parsed).toMatchObject({ kind: 'call', flags: { name: 'ci', tenant: ['a', 'b'] } })
  })

  it('a dash alone is a value: standard input', () => {
    expect(parseLine('judge -')).toMatchObject({ kind: 'call', words: { FILE: '-' } })
    expect(parseLine('run a.b --input -')).toMatchObject({ kind: 'call', flags: { input: '-' } })
  })

  it.each([
    ['lst', /no command "lst"\. Did you mean: runtruth list\?/],
    ['tokn create', /Did you mean: runtruth token create\?/],
    ['token', /needs a second word: create, revoke/],
    ['show', /ID is missing\. Usage: runtruth show ID/],
    ['show 1 2', /"2" is one word too many/],
    ['show 1 --facst', /has no flag --facst\. Did you mean --facts\?/],
    ['list -w acme', /has no flag -w/],
    ['list --workspace', /--workspace W needs a value/],
    ['list --workspace --json', /--workspace W needs a value/],
    ['list --json=no', /--json takes no value/],
    ['list --limit 0', /--limit is "0", expected a whole number from 1 to 200/],
    ['list --limit 1e2', /--limit is "1e2"/],
    ['list --status runing', /expected one of queued, running, completed \(did you mean running\?\)/],
    ['token create', /--name TEXT is missing/],
    ['list --__proto__ x', /has no flag --__proto__/],
  ])('refuses "%s" in one sentence', (line, sentence) => {
    expect(() => parseLine(line)).toThrow(sentence)
  })

  it('no word at all is a usage error that points at the help', () => {
    expect(() => parse([], COMMANDS)).toThrow(/--help/)
  })

  it('--help wins over everything that is missing', () => {
    expect(parseLine('run --help')).toMatchObject({ kind: 'help', command: { name: 'run' } })
    expect(parseLine('help token create')).toMatchObject({ kind: 'help', command: { name: 'token create' } })
  })
})

/** The words after each `runtruth` of a shell line. */
function callsIn(line: string): string[][] {
  return [...line.matchAll(/runtruth ((?:'[^']*'|"[^"]*"|[^|&)'"])*)/g)].map(([, words = '']) =>
    (words.match(/'[^']*'|"[^"]*"|\S+/g) ?? []).map((word) => word.replace(/^(['"])(.*)\1$/, '$2')),
  )
}

describe('the table of commands', () => {
  it('every example of every command is understood', () => {
    for (const command of COMMANDS) {
      const calls = command.examples.flatMap(callsIn)
      expect(calls.length, command.name).toBeGreaterThan(0)
      for (const words of calls) expect(parse(words, COMMANDS).kind, words.join(' ')).toBe('call')
    }
  })

  it('names each command once and words each flag', () => {
    expect(new Set(COMMANDS.map(({ name }) => name)).size).toBe(COMMANDS.length)
    for (const { options } of COMMANDS) for (const flag of Object.values(options)) expect(flag.help).not.toBe('')
  })
})
