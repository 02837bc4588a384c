import { describe, expect, it } from 'vitest'
import { caughtUpWords, heldWords, lookedWords } from './sourceWords.ts'

const source = {
  name: 'mail',
  kind: 'pg-boss',
  lookedAgoMs: 1_400,
  followed: true,
  open: 1_204,
  refused: 0,
  refusedBecause: null,
  catchUp: 'done',
  discovered: 1,
} as const

describe('the words of a followed queue', () => {
  it('say when it was looked at, and what follows when nobody does', () => {
    expect(lookedWords(source)).toBe('Looked at 1 s ago. 1,204 operations of it are open.')
    expect(lookedWords({ ...source, lookedAgoMs: 240_000, followed: false, open: 1 })).toBe(
      'Looked at 4 min ago; what it said of workers is not checked any more. 1 operation of it is open.',
    )
    expect(lookedWords({ ...source, open: 0 })).toBe('Looked at 1 s ago. No operation of it is open.')
    expect(lookedWords({ ...source, lookedAgoMs: null, followed: false })).toBe('Nobody has ever looked at it.')
  })

  it('say how many jobs were refused and mostly why, and nothing where none was', () => {
    expect(heldWords(source)).toBeNull()
    expect(heldWords({ ...source, refused: 1, refusedBecause: 'There is no workspace "hooli".' })).toBe(
      '1 job was refused, because: There is no workspace "hooli".',
    )
    expect(heldWords({ ...source, refused: 3, refusedBecause: 'It names no tenant.' })).toBe(
      '3 jobs were refused, most of them because: It names no tenant.',
    )
  })

  it('say how far its store was read', () => {
    expect(caughtUpWords(source)).toBe('Read whole, 1 job.')
    expect(caughtUpWords({ ...source, catchUp: 'under_way', discovered: 12_000 })).toBe('Being read whole, 12,000 jobs so far.')
    expect(caughtUpWords({ ...source, catchUp: 'wanted' })).toBe('Is to be read whole; nobody has begun.')
  })
})
