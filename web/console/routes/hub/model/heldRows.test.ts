import { expect, test } from 'vitest'
import { golden } from '../testing/golden.ts'
import { holdPlaces, placesOf } from './heldRows.ts'

const running = (id: string) => golden('just-started', { id }).operation

test('what is shown keeps its place and is what is known now; new ones wait and are counted', () => {
  const turned = golden('worker-silent', { id: '2' }).operation
  const { operations, waiting, left } = holdPlaces(['3', '2', '1'].map(running), [running('5'), running('4'), running('3'), turned])
  expect(operations.map(({ id }) => id)).toEqual(['3', '2', '1'])
  expect(operations[1]).toBe(turned)
  expect(waiting).toBe(2)
  expect([...left]).toEqual(['1'])
})

test('nothing waits in a list that is not held', () => {
  const now = [running('2'), running('1')]
  expect(holdPlaces(now, now)).toEqual({ operations: now, waiting: 0, left: new Set() })
})

test('what left is shown as it has become while it is heard of; unheard, only an end is still claimed', () => {
  const rows = [golden('just-started', { id: '2' }), golden('worker-silent', { id: '1' })]
  const left = new Set(['1'])
  expect(placesOf(rows, left, true).map(({ kind }) => kind)).toEqual(['shown', 'shown'])
  expect(placesOf(rows, left, false).map(({ kind }) => kind)).toEqual(['shown', 'left'])
})
