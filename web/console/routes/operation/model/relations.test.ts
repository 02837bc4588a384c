import { describe, expect, test } from 'vitest'
import type { WireOperation, WireRelated } from '../../../../../src/http/contract.ts'
import { relationsOf } from './relations.ts'

const named = (id: string) => ({ id, label: `Operation ${id}` }) as WireOperation
const own = { ...named('5'), parentId: '1', retryOf: '2', supersededBy: '9' } as WireOperation
const related: WireRelated = {
  asOf: '2026-11-23T12:04:00Z',
  parent: named('1'),
  parts: [named('7'), named('6')],
  retryOf: named('2'),
  retries: [named('9'), named('8')],
  supersededBy: named('9'),
  durations: [],
  file: null,
}

describe('related operations', () => {
  test('come from what it is part of to what came of it, each once', () => {
    expect(relationsOf(own, related).map(({ tie, id }) => `${tie} ${id}`)).toEqual([
      'parent 1',
      'retryOf 2',
      'supersededBy 9',
      'retry 8',
      'part 7',
      'part 6',
    ])
  })

  test('are known by number until they are read', () => {
    expect(relationsOf(own, undefined)).toEqual([
      { tie: 'parent', id: '1', operation: null },
      { tie: 'retryOf', id: '2', operation: null },
      { tie: 'supersededBy', id: '9', operation: null },
    ])
  })

  test('that are out of reach are not there', () => {
    expect(relationsOf(own, { ...related, parent: null, retryOf: null, supersededBy: null, retries: [], parts: [] })).toEqual([])
  })
})
