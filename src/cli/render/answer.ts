import type { Io } from '../io.ts'
import { printable } from './printable.ts'

/** The answer of a command that says one thing: JSON for machines, or a sentence. */
export function answer(io: Io, asJson: boolean, value: unknown, sentence: string): void {
  if (asJson) writeJson(io, value)
  else io.out.write(`${printable(sentence)}\n`)
}

export function writeJson(io: Io, value: unknown): void {
  io.out.write(`${JSON.stringify(value, null, 2)}\n`)
}
