import type { z } from '@hono/zod-openapi'
import { RuntruthError } from '../errors.ts'

type Issue = z.core.$ZodIssue

/** Where a value came from, as a caller would say it. */
export type Part = 'query' | 'body'

export interface IssueOnTheWire {
  readonly in: Part
  readonly field: string
  readonly detail: string
}

const SHOWN_LENGTH = 60

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
  record: 'an object',
}

/** Every issue as one sentence: the field, what it is, what was expected. `known` are the names that may be used at the top. */
export function invalidRequest(part: Part, issues: readonly Issue[], given: unknown, known: readonly string[]): RuntruthError {
  const told = issues.flatMap((issue) => tell(part, issue, given, known))
  const text = told.map(({ detail }) => detail).join(' ')
  return new RuntruthError('invalid_input', `The ${part} does not fit. ${text}`, { issues: told })
}

function tell(part: Part, issue: Issue, given: unknown, known: readonly string[]): IssueOnTheWire[] {
  const path = issue.path.map(String)
  if (issue.code === 'unrecognized_keys') {
    const names = path.length === 0 ? ` Known are ${known.join(', ') || 'none'}.` : ''
    return issue.keys.map((key) => {
      const field = [...path, key.slice(0, SHOWN_LENGTH)].join('.')
      return { in: part, field, detail: `${field} is not known here.${names}` }
    })
  }
  const field = path.join('.') || part
  const actual = path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    given,
  )
  const state = actual === undefined ? 'is missing' : `is ${show(actual)}`
  return [{ in: part, field, detail: `${field} ${state}. ${expected(issue)}.` }]
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined'
  return text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}…` : text
}

function expected(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `Expected ${TYPE_NAMES[issue.expected] ?? issue.expected}`
    case 'invalid_value':
      return `Expected ${issue.values.length === 1 ? '' : 'one of '}${issue.values.map(String).join(', ')}`
    case 'too_big':
      return `Expected ${issue.origin === 'string' ? `at most ${issue.maximum} characters` : `${issue.maximum} or less`}`
    case 'too_small':
      return `Expected ${issue.origin === 'string' ? `at least ${issue.minimum} ${issue.minimum === 1 ? 'character' : 'characters'}` : `${issue.minimum} or more`}`
    case 'invalid_format':
      return issue.format === 'uuid' ? 'Expected a UUID such as 7b0c0c52-5d0e-4c2e-9d3a-0f7f3f0b8a11' : issue.message
    case 'not_multiple_of':
    case 'unrecognized_keys':
    case 'invalid_union':
    case 'invalid_key':
    case 'invalid_element':
    case 'custom':
      return issue.message
  }
}
