/** Redis answers whatever a command answers; these read it as what the command is known for, and say so where it is not. */

export function textOf(answer: unknown): string | null {
  if (answer === null || answer === undefined) return null
  if (typeof answer === 'string') return answer
  throw new Error(`Redis answered a ${typeof answer} where a text was expected.`)
}

export function textsOf(answer: unknown): string[] {
  return manyOf(answer).map((one) => textOf(one) ?? '')
}

/** Null for nothing and for what is no number. */
export function numberOf(answer: unknown): number | null {
  if (answer === null || answer === undefined || answer === '') return null
  const read = Number(answer)
  return Number.isFinite(read) ? read : null
}

/** Answer of TIME, in epoch milliseconds. */
export function timeOf(answer: unknown): number {
  const [seconds, micros] = manyOf(answer)
  return Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000)
}

/** Answer of PTTL; null: no such key, or one that stays. */
export function remainingMsOf(answer: unknown): number | null {
  const read = Number(answer)
  return read > 0 ? read : null
}

export function manyOf(answer: unknown): readonly unknown[] {
  if (Array.isArray(answer)) return answer
  throw new Error(`Redis answered a ${typeof answer} where several values were expected.`)
}

/** BullMQ keeps JSON; a text that is none stays a text. */
export function parsed(text: string | null): unknown {
  if (text === null) return null
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
