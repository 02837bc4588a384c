import { isRecord, readText, type Schema } from './schema.ts'

/** A form for the input of an operation type, read from its JSON Schema. What has no field of its own is written as JSON. */

interface Common {
  /** Where it stands in the input, e.g. `range.from`; empty for the input as a whole. */
  readonly path: string
  readonly label: string
  readonly description: string | null
  readonly required: boolean
}

export interface TextField extends Common {
  readonly kind: 'text'
  readonly initial: string
  readonly minLength: number | null
  readonly maxLength: number | null
  readonly pattern: string | null
  readonly format: string | null
}

export interface NumberField extends Common {
  readonly kind: 'number'
  readonly initial: string
  readonly whole: boolean
  readonly min: number | null
  readonly max: number | null
  readonly above: number | null
  readonly below: number | null
  readonly step: number | null
}

export interface BooleanField extends Common {
  readonly kind: 'boolean'
  readonly initial: boolean
  /** Without a default, a box that is not ticked says nothing about an optional value. */
  readonly hasDefault: boolean
}

export interface ChoiceField extends Common {
  readonly kind: 'choice'
  readonly initial: string
  readonly options: readonly string[]
}

export interface ListField extends Common {
  readonly kind: 'list'
  readonly initial: string
  readonly minItems: number | null
  readonly maxItems: number | null
}

export interface JsonField extends Common {
  readonly kind: 'json'
  readonly initial: string
}

export interface GroupField extends Common {
  readonly kind: 'group'
  readonly fields: readonly LeafField[]
}

export type LeafField = TextField | NumberField | BooleanField | ChoiceField | ListField | JsonField
export type FormField = LeafField | GroupField

export interface InputForm {
  readonly fields: readonly FormField[]
  /** The input is one JSON text: its schema is no object, or could not be written down. */
  readonly asWhole: boolean
}

export function readInputForm(schema: Schema | null): InputForm {
  const properties = schema === null ? null : plainProperties(schema)
  if (schema === null || properties === null) return { asWhole: true, fields: [wholeInput(schema)] }
  const required = requiredOf(schema)
  return { asWhole: false, fields: Object.entries(properties).map(([name, of]) => readField(name, name, of, required.includes(name))) }
}

export function leavesOf(form: InputForm): readonly LeafField[] {
  return form.fields.flatMap((field) => (field.kind === 'group' ? field.fields : [field]))
}

function readField(path: string, name: string, schema: Schema, required: boolean): FormField {
  const properties = plainProperties(schema)
  // One level deep; below that a form says less than the text does. A group that may be left out as a whole is text as well.
  if (properties === null || Object.keys(properties).length === 0 || !required) return readLeaf(path, name, schema, required)
  const inner = requiredOf(schema)
  const fields = Object.entries(properties).map(([key, of]) => readLeaf(`${path}.${key}`, key, of, inner.includes(key)))
  return { ...common(path, name, schema, required), kind: 'group', fields }
}

function readLeaf(path: string, name: string, schema: Schema, required: boolean): LeafField {
  const about = common(path, name, schema, required)
  const given = schema['default']
  const options = schema['enum']
  if (Array.isArray(options) && options.length > 0 && options.every((option) => typeof option === 'string')) {
    return { ...about, kind: 'choice', initial: typeof given === 'string' ? given : '', options }
  }
  switch (options === undefined && schema['const'] === undefined ? schema['type'] : 'other') {
    case 'string':
      return {
        ...about,
        kind: 'text',
        initial: typeof given === 'string' ? given : '',
        minLength: number(schema['minLength']),
        maxLength: number(schema['maxLength']),
        pattern: readText(schema['pattern']),
        format: readText(schema['format']),
      }
    case 'number':
    case 'integer':
      return {
        ...about,
        kind: 'number',
        initial: typeof given === 'number' ? String(given) : '',
        whole: schema['type'] === 'integer',
        min: bound(schema['minimum']),
        max: bound(schema['maximum']),
        above: number(schema['exclusiveMinimum']),
        below: number(schema['exclusiveMaximum']),
        step: number(schema['multipleOf']),
      }
    case 'boolean':
      return { ...about, kind: 'boolean', initial: given === true, hasDefault: typeof given === 'boolean' }
    case 'array': {
      const items = schema['items']
      if (!isRecord(items) || items['type'] !== 'string' || items['enum'] !== undefined) break
      const lines = Array.isArray(given) ? given.filter((line) => typeof line === 'string') : []
      return {
        ...about,
        kind: 'list',
        initial: lines.join('\n'),
        minItems: number(schema['minItems']),
        maxItems: number(schema['maxItems']),
      }
    }
  }
  return { ...about, kind: 'json', initial: given === undefined ? '' : JSON.stringify(given, null, 2) }
}

function wholeInput(schema: Schema | null): JsonField {
  const given = schema?.['default']
  return {
    path: '',
    label: 'Input',
    description: readText(schema?.['description']),
    required: schema !== null && given === undefined,
    kind: 'json',
    initial: given === undefined ? '' : JSON.stringify(given, null, 2),
  }
}

function common(path: string, name: string, schema: Schema, required: boolean): Common {
  return {
    path,
    label: readText(schema['title']) ?? spell(name),
    description: readText(schema['description']),
    // The API fills in what has a default.
    required: required && schema['default'] === undefined,
  }
}

/** Its properties, when nothing beside them decides what fits. */
function plainProperties(schema: Schema): Readonly<Record<string, Schema>> | null {
  const { type, properties } = schema
  if (type !== 'object' || ['anyOf', 'oneOf', 'allOf', 'not', '$ref'].some((key) => key in schema)) return null
  if (!isRecord(properties)) return schema['additionalProperties'] === false ? {} : null
  const entries = Object.entries(properties)
  return entries.every((entry): entry is [string, Schema] => isRecord(entry[1])) ? Object.fromEntries(entries) : null
}

function requiredOf(schema: Schema): readonly unknown[] {
  return Array.isArray(schema['required']) ? schema['required'] : []
}

/** "dryRun" → "Dry run". */
function spell(name: string): string {
  const words = name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/[_-]+/g, ' ')
    .trim()
  const lower = words.replaceAll(/\b[A-Z](?=[a-z])/g, (letter) => letter.toLowerCase())
  return lower === '' ? name : lower.charAt(0).toUpperCase() + lower.slice(1)
}

function number(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

/** The ends of what a number can hold say nothing to a person. */
function bound(value: unknown): number | null {
  const read = number(value)
  return read !== null && Math.abs(read) >= Number.MAX_SAFE_INTEGER ? null : read
}
