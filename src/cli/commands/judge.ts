import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { RuntruthError } from '../../errors.ts'
import { deriveVerdict } from '../../truth/deriveVerdict.ts'
import { parseInstant } from '../../truth/instants.ts'
import type { Io } from '../io.ts'
import { writeJson } from '../render/answer.ts'
import { verdictLines } from '../render/verdictLines.ts'

interface JudgeCall {
  readonly flags: { readonly 'as-of': string | undefined; readonly json: boolean }
  readonly words: { readonly FILE: string }
  readonly io: Io
}

/** Offline: the same compiled function that every surface calls, on what a facts file says. */
export async function judge({ flags, words, io }: JudgeCall): Promise<number> {
  const asOf = flags['as-of']
  if (asOf !== undefined && Number.isNaN(parseInstant(asOf))) {
    throw new RuntruthError(
      'invalid_input',
      `--as-of is ${JSON.stringify(asOf)}. Expected an instant with its zone, e.g. 2026-11-23T12:04:00Z.`,
    )
  }
  const facts = parseFacts(words.FILE, await readText(io, words.FILE))
  const verdict = deriveVerdict(facts, asOf)
  if (flags.json) writeJson(io, verdict)
  else io.out.write(`${verdictLines(io.out, verdict, outcomeIn(facts)).join('\n')}\n`)
  return 0
}

async function readText(io: Io, file: string): Promise<string> {
  try {
    return file === '-' ? await text(io.stdin) : await readFile(resolve(io.cwd, file), 'utf8')
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT' ? 'does not exist' : 'cannot be read'
    throw new RuntruthError(
      'invalid_input',
      `The facts file ${file} ${reason}. Expected what \`runtruth show ID --facts\` prints, or - for standard input.`,
      {},
      { cause },
    )
  }
}

function parseFacts(file: string, json: string): unknown {
  try {
    return JSON.parse(json)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new RuntruthError(
      'invalid_input',
      `The facts file ${file} is not JSON: ${reason}. Expected what \`runtruth show ID --facts\` prints.`,
      {},
      { cause },
    )
  }
}

/** Only chooses the mark beside the headline; a file that does not say gets the neutral one. */
function outcomeIn(facts: unknown): string {
  if (typeof facts !== 'object' || facts === null || !('run' in facts)) return ''
  const { run } = facts
  return typeof run === 'object' && run !== null && 'outcome' in run && typeof run.outcome === 'string' ? run.outcome : ''
}
