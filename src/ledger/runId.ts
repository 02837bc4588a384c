import { notFound } from '../errors.ts'

/** "4711" or "#4711". Anything else cannot name an operation, so the answer is the one for an operation that is not there. */
export function readRunId(text: string): string {
  const id = text.startsWith('#') ? text.slice(1) : text
  if (!/^[1-9]\d{0,17}$/.test(id)) throw notFound()
  return id
}
