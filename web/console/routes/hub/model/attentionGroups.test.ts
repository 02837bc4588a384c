import { expect, test } from 'vitest'
import { golden } from '../testing/golden.ts'
import { groupAttention } from './attentionGroups.ts'
import type { Shown } from './shown.ts'

const silent = (id: string, worker = 'worker-1'): Shown => {
  const shown = golden('worker-silent', { id })
  const { facts } = shown.operation
  if (!facts?.worker) throw new Error('A silent worker has facts.')
  return { ...shown, operation: { ...shown.operation, facts: { ...facts, worker: { ...facts.worker, name: worker } } } }
}
const late = (id: string) => golden('queued-too-long', { id })

function outline(rows: readonly Shown[]): string[] {
  return groupAttention(rows).map((entry) =>
    entry.kind === 'row'
      ? entry.row.operation.id
      : `${entry.group.headline} · ${entry.group.size} · ${entry.group.shared}: ${entry.group.members.map(({ operation }) => operation.id).join(' ')}`,
  )
}

test('what shares a worker is one line, what shares a reason another, and the rest stay rows', () => {
  const rows = [silent('9'), late('8'), silent('7'), silent('6', 'worker-2'), late('5'), silent('4'), late('3')]
  expect(outline(rows)).toEqual([
    `${silent('9').verdict.headline} · 3 operations · same worker, worker-1: 9 7 4`,
    `${late('8').verdict.headline} · 3 operations · same reason: 8 5 3`,
    '6',
  ])
})

test('two are sooner read than unfolded', () => {
  expect(outline([silent('2'), silent('1')])).toEqual(['2', '1'])
})

test('too few of one worker still count among those of one reason', () => {
  expect(outline([silent('3', 'a'), silent('2', 'b'), silent('1', 'c')])).toEqual([
    `${silent('3').verdict.headline} · 3 operations · same reason: 3 2 1`,
  ])
})

test('what asks for nothing is never grouped, and nothing is left out or doubled', () => {
  const rows = [golden('succeeded', { id: '4' }), golden('succeeded', { id: '3' }), golden('succeeded', { id: '2' })]
  expect(outline(rows)).toEqual(['4', '3', '2'])
})
