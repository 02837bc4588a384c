export type Schema = Readonly<Record<string, unknown>>

export function isRecord(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function readText(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}
