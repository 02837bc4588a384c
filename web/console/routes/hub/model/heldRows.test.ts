import { expect, test } from 'vitest'
import { golden } from '../testing/golden.ts'
import { holdPlaces } from './heldRows.ts'

const running = (id: string) => golden('just-started', { id })

test('rows keep their places and are shown as they are known now; new ones wait and are counted', () => {
  const turned = golden('worker-silent', { id: '2' })
  const { places, waiting } = holdPlaces([running('3'), running('2'), running('1')], [running('5'), running('4'), running('3'), turned])
  expect(places.map(({ kind, row }) => `${kind} ${row.operation.id}`)).toEqual(['shown 3', 'shown 2', 'left 1'])
  expect(places[1]?.row).toBe(turned)
  expect(waiting).toBe(2)
})

test('nothing waits in a list that is not held', () => {
  const rows = [running('2'), running('1')]
  expect(holdPlaces(rows, rows)).toEqual({ places: rows.map((row) => ({ kind: 'shown', row })), waiting: 0 })
})
