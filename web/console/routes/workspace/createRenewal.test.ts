import { QueryClient } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { keys } from '../../api/keys.ts'
import { createRenewal } from './createRenewal.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function shown() {
  const client = new QueryClient()
  const all = {
    list: keys.operations('acme', {}),
    counts: keys.counts('acme', null),
    one: keys.operation('acme', '7'),
    history: keys.events('acme', '7'),
    other: keys.operation('acme', '8'),
    elsewhere: keys.operations('globex', {}),
    members: keys.members('acme'),
  }
  for (const key of Object.values(all)) client.setQueryData(key, {})
  const stale = () =>
    Object.entries(all)
      .filter(([, key]) => client.getQueryState(key)?.isInvalidated === true)
      .map(([name]) => name)
  return { client, stale }
}

test('many changes at once are one reading of what lists them, and of nothing else', () => {
  const { client, stale } = shown()
  const renewal = createRenewal(client, 'acme')
  for (let count = 0; count < 1_000; count += 1) renewal.changed(['7'])
  expect(stale()).toEqual([])
  vi.advanceTimersByTime(1_000)
  expect(stale()).toEqual(['list', 'counts', 'one', 'history'])
})

test('a stream that begins, or missed something, has everything of its workspace read again', () => {
  const { client, stale } = shown()
  createRenewal(client, 'acme').everything()
  expect(stale()).not.toContain('elsewhere')
  expect(stale()).toHaveLength(6)
})

test('a workspace that is not looked at any more is not read again', () => {
  const { client, stale } = shown()
  const renewal = createRenewal(client, 'acme')
  renewal.changed(['7'])
  renewal.close()
  vi.advanceTimersByTime(5_000)
  expect(stale()).toEqual([])
})
