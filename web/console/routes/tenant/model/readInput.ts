import { formatNumber } from '../../../../../src/truth/durations.ts'
import { leavesOf, type InputForm, type LeafField, type NumberField, type TextField } from './inputForm.ts'
import { isRecord } from './schema.ts'

/** What stands in the fields, by path: text, or whether a box is ticked. */
export type Values = Readonly<Record<string, string | boolean>>

export type ReadInput =
  | { readonly ok: true; readonly input: unknown }
  | { readonly ok: false; readonly problems: Readonly<Record<string, string>> }

/** Nothing was said about an optional value. */
const ABSENT = Symbol('absent')
type Read = { readonly value: unknown } | { readonly problem: string }

export function initialValues(form: InputForm): Values {
  return Object.fromEntries(leavesOf(form).map((field) => [field.path, field.initial]))
}

/** The input as it will be sent, or what is wrong with it, field by field, before anybody is asked. */
export function readInput(form: InputForm, values: Values): ReadInput {
  const problems: Record<string, string> = {}
  const input: Record<string, unknown> = {}
  for (const field of leavesOf(form)) {
    const read = readLeaf(field, values[field.path] ?? field.initial)
    if ('problem' in read) problems[field.path] = read.problem
    else if (read.value !== ABSENT) put(input, field.path, read.value)
  }
  for (const field of form.fields) if (field.kind === 'group' && !(field.path in input)) input[field.path] = {}
  if (Object.keys(problems).length > 0) return { ok: false, problems }
  return { ok: true, input: form.asWhole ? (input[''] ?? {}) : input }
}

function put(input: Record<string, unknown>, path: string, value: unknown): void {
  const [first = '', ...rest] = path.split('.')
  const inner = input[first]
  if (rest.length === 0) input[path] = value
  else input[first] = { ...(isRecord(inner) ? inner : {}), [rest.join('.')]: value }
}

function readLeaf(field: LeafField, value: string | boolean): Read {
  if (field.kind === 'boolean') {
    const ticked = value === true
    return { value: ticked || field.required || field.hasDefault ? ticked : ABSENT }
  }
  const text = String(value)
  if (field.kind === 'list') {
    const lines = text.split('\n').flatMap((line) => line.trim() || [])
    if (lines.length === 0 && !field.required && (field.minItems ?? 0) === 0) return { value: field.initial === '' ? ABSENT : [] }
    if (field.minItems !== null && lines.length < field.minItems) return { problem: `Expected at least ${field.minItems}, one a line.` }
    if (field.maxItems !== null && lines.length > field.maxItems) return { problem: `Expected at most ${field.maxItems}, one a line.` }
    return { value: lines }
  }
  // An empty text is a text where the schema asks for one of no particular length.
  if (text.trim() === '' && !(field.kind === 'text' && field.required && !field.minLength && field.format === null)) {
    return field.required ? { problem: 'Expected a value.' } : { value: ABSENT }
  }
  switch (field.kind) {
    case 'text':
      return readText(field, text)
    case 'number':
      return readNumber(field, text)
    case 'choice':
      return field.options.includes(text) ? { value: text } : { problem: `Expected one of ${field.options.join(', ')}.` }
    case 'json':
      return readJson(text)
  }
}

function readText(field: TextField, text: string): Read {
  const { minLength, maxLength, pattern, format } = field
  if (minLength !== null && text.length < minLength)
    return { problem: `Expected at least ${minLength} ${minLength === 1 ? 'character' : 'characters'}.` }
  if (maxLength !== null && text.length > maxLength) return { problem: `Expected at most ${formatNumber(maxLength)} characters.` }
  if (pattern !== null && !fits(pattern, text)) return { problem: expectedFormat(format) }
  return { value: text }
}

const FORMATS: Readonly<Record<string, string>> = {
  'date-time': 'Expected an instant such as 2026-11-23T12:00:00Z.',
  date: 'Expected a date such as 2026-11-23.',
  time: 'Expected a time such as 12:00:00.',
  email: 'Expected an email address.',
  uuid: 'Expected a UUID such as 7b0c0c52-5d0e-4c2e-9d3a-0f7f3f0b8a11.',
  uri: 'Expected an address such as https://example.com/.',
}

function expectedFormat(format: string | null): string {
  return (format === null ? undefined : FORMATS[format]) ?? 'This does not have the expected form.'
}

/** A pattern this browser cannot read is for the API to judge. */
function fits(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(text)
  } catch {
    return true
  }
}

function readNumber({ whole, min, max, above, below, step }: NumberField, text: string): Read {
  const value = Number(text)
  if (!Number.isFinite(value)) return { problem: 'Expected a number.' }
  if (whole && !Number.isSafeInteger(value)) return { problem: 'Expected a whole number.' }
  if (min !== null && value < min) return { problem: `Expected ${say(min)} or more.` }
  if (max !== null && value > max) return { problem: `Expected ${say(max)} or less.` }
  if (above !== null && value <= above) return { problem: `Expected more than ${say(above)}.` }
  if (below !== null && value >= below) return { problem: `Expected less than ${say(below)}.` }
  if (step !== null && Math.abs(value / step - Math.round(value / step)) > 1e-9) return { problem: `Expected a multiple of ${say(step)}.` }
  return { value }
}

function say(value: number): string {
  return Number.isInteger(value) && value >= 0 ? formatNumber(value) : String(value)
}

function readJson(text: string): Read {
  try {
    const value: unknown = JSON.parse(text)
    return { value }
  } catch {
    return { problem: 'This is not JSON. Texts and names stand in double quotes, and nothing follows the last value.' }
  }
}

/** What a field expects, in a few words beside it. */
export function expectationOf(field: LeafField): string | null {
  switch (field.kind) {
    case 'number': {
      const { min, max, above, below } = field
      if (min !== null && max !== null) return `${say(min)} to ${say(max)}`
      if (min !== null) return `${say(min)} or more`
      if (max !== null) return `${say(max)} or less`
      if (above !== null) return `More than ${say(above)}`
      return below === null ? null : `Less than ${say(below)}`
    }
    case 'text':
      return field.format === null ? null : (FORMATS[field.format] ?? null)
    case 'list':
      return 'One a line'
    case 'json':
      return 'JSON'
    case 'choice':
    case 'boolean':
      return null
  }
}
