import { describe, expect, test } from 'vitest'
import { ApiProblem } from '../../../api/problem.ts'
import { leavesOf, readInputForm } from './inputForm.ts'
import { expectationOf, initialValues, readInput, type Values } from './readInput.ts'
import { layRefusal } from './refusal.ts'
import { createSubmission } from './submission.ts'

const schema = {
  type: 'object',
  properties: {
    path: { type: 'string', minLength: 1, description: 'Directory to read' },
    depth: { type: 'integer', minimum: 1, maximum: 20, default: 5 },
    ratio: { type: 'number', exclusiveMinimum: 0, multipleOf: 0.25 },
    mode: { type: 'string', enum: ['full', 'changed'], default: 'full' },
    dryRun: { type: 'boolean' },
    deep: { type: 'boolean', default: true },
    include: { type: 'array', items: { type: 'string' }, maxItems: 2 },
    range: {
      type: 'object',
      properties: { from: { type: 'string', format: 'date-time', pattern: '^\\d{4}-' }, to: { type: 'string' } },
      required: ['from'],
    },
    rules: { type: 'array', items: { type: 'object' } },
    count: { type: 'integer', minimum: -9007199254740991, maximum: 9007199254740991 },
  },
  required: ['path', 'range'],
}
const form = readInputForm(schema)
const filled = (values: Values) => readInput(form, { ...initialValues(form), path: '/srv', 'range.from': '2026-11-23', ...values })
const problemAt = (values: Values, path: string) => {
  const read = filled(values)
  return read.ok ? null : (read.problems[path] ?? null)
}

describe('a form read from a schema', () => {
  test('has the field that fits each value', () => {
    expect(leavesOf(form).map(({ path, kind }) => `${path} ${kind}`)).toEqual([
      'path text',
      'depth number',
      'ratio number',
      'mode choice',
      'dryRun boolean',
      'deep boolean',
      'include list',
      'range.from text',
      'range.to text',
      'rules json',
      'count number',
    ])
  })

  test('names its fields in words, says what they are for, and what may be left out', () => {
    const fields = leavesOf(form)
    expect(fields.find(({ path }) => path === 'dryRun')?.label).toBe('Dry run')
    expect(fields[0]?.description).toBe('Directory to read')
    expect(fields.filter(({ required }) => required).map(({ path }) => path)).toEqual(['path', 'range.from'])
  })

  test('says what a field expects, and nothing of the ends of what a number can hold', () => {
    expect(leavesOf(form).map(expectationOf)).toEqual([
      null,
      '1 to 20',
      'More than 0',
      null,
      null,
      null,
      'One a line',
      'Expected an instant such as 2026-11-23T12:00:00Z.',
      null,
      'JSON',
      null,
    ])
  })

  test.each([
    ['no schema', null],
    ['a union', { anyOf: [{ type: 'object' }, { type: 'string' }] }],
    ['a record', { type: 'object', additionalProperties: { type: 'string' } }],
    ['a list', { type: 'array', items: { type: 'string' } }],
  ])('falls back to JSON as a whole for %s', (_, whole) => {
    const fallback = readInputForm(whole)
    expect(fallback.asWhole).toBe(true)
    expect(readInput(fallback, { '': '{"a":1}' })).toEqual({ ok: true, input: { a: 1 } })
    expect(readInput(fallback, { '': '{a:1}' })).toMatchObject({ ok: false, problems: { '': expect.stringContaining('not JSON') } })
  })

  test('is empty where nothing is asked for', () => {
    const nothing = readInputForm({ type: 'object', properties: {}, additionalProperties: false })
    expect(nothing).toEqual({ asWhole: false, fields: [] })
    expect(readInput(nothing, {})).toEqual({ ok: true, input: {} })
  })
})

describe('what is sent', () => {
  test('is what was said, with the defaults that are shown, and nothing for what was left out', () => {
    expect(filled({})).toEqual({
      ok: true,
      input: { path: '/srv', depth: 5, mode: 'full', deep: true, range: { from: '2026-11-23' } },
    })
  })

  test('keeps a default that was taken back, and ticks', () => {
    expect(filled({ deep: false, dryRun: true, include: ' a \n\nb', rules: '[{"x":1}]', ratio: '0.75' })).toMatchObject({
      input: { deep: false, dryRun: true, include: ['a', 'b'], rules: [{ x: 1 }], ratio: 0.75 },
    })
  })

  test.each([
    ['path', '', 'Expected a value.'],
    ['depth', '0', 'Expected 1 or more.'],
    ['depth', '21', 'Expected 20 or less.'],
    ['depth', '1.5', 'Expected a whole number.'],
    ['depth', 'many', 'Expected a number.'],
    ['ratio', '0', 'Expected more than 0.'],
    ['ratio', '0.3', 'Expected a multiple of 0.25.'],
    ['mode', 'none', 'Expected one of full, changed.'],
    ['include', 'a\nb\nc', 'Expected at most 2, one a line.'],
    ['range.from', 'soon', 'Expected an instant such as 2026-11-23T12:00:00Z.'],
  ])('is refused here already when %s is %j', (path, value, problem) => {
    expect(problemAt({ [path]: value }, path)).toBe(problem)
  })
})

describe('a refusal of the API', () => {
  const refused = (body: object) => layRefusal(form, new ApiProblem(400, 'invalid_input', 'The input does not fit.', null, body))

  test('stands beside the field it names', () => {
    expect(refused({ issues: [{ path: 'range.from', message: 'Too early' }] })).toEqual({
      problems: { 'range.from': 'Too early.' },
      message: null,
    })
    expect(refused({ issues: [{ path: 'include.1', message: 'Too long.' }] }).problems).toEqual({ include: 'Too long.' })
  })

  test('is told above the form where it names none that is shown', () => {
    expect(refused({})).toEqual({ problems: {}, message: 'The input does not fit.' })
    expect(refused({ issues: [{ in: 'body', field: 'tenant', detail: 'tenant is 7.' }] })).toEqual({
      problems: {},
      message: 'The input does not fit.',
    })
  })
})

test('one press is one key, until it is answered or something else is sent', () => {
  let count = 0
  const submission = createSubmission(() => `key-${(count += 1)}`)
  expect([submission.keyFor({ a: 1 }), submission.keyFor({ a: 1 }), submission.keyFor({ a: 2 })]).toEqual(['key-1', 'key-1', 'key-2'])
  submission.answered()
  expect(submission.keyFor({ a: 2 })).toBe('key-3')
  expect(createSubmission().keyFor({})).toMatch(/^console-[0-9a-f]{32}$/)
})
