import { describe, expect, test } from 'vitest'
import { FRESHNESS_STATES } from '../verdict.ts'
import { findForbidden, FORBIDDEN_WORDS, quoteForeign, WITHHELD_TEXT } from './forbidden.ts'

describe('forbidden words', () => {
  test('every listed word is found in its cell, in any case, inside a sentence', () => {
    for (const freshness of FRESHNESS_STATES) {
      for (const word of FORBIDDEN_WORDS[freshness]) {
        expect(findForbidden(`So ${word.toUpperCase()}, then.`, freshness), `${freshness}: ${word}`).toContain(word)
      }
    }
  })

  test('what one cell forbids another may say', () => {
    expect(findForbidden('Waiting for a worker. No action needed yet.', 'fresh')).toEqual([])
    expect(findForbidden('Waiting for a worker. No action needed yet.', 'unknown')).toEqual(['waiting for a worker', 'no action needed'])
    expect(findForbidden('Likely stale', 'fresh')).toEqual(['stale'])
    expect(findForbidden('Likely stale', 'likely_stale')).toEqual([])
  })

  test.each([
    ['37 %', 'orphaned'],
    ['37%', 'settled'],
    ['a percentage', 'unknown'],
    ['aria-busy="true"', 'likely_stale'],
    ['In-progress', 'reconciled'],
    ['waiting  for worker', 'orphaned'],
    ['orphaned', 'fresh'],
    ['retrying', 'fresh'],
  ] as const)('%j is caught in %s', (text, freshness) => {
    expect(findForbidden(text, freshness)).not.toEqual([])
  })

  test.each([
    ['Networking', 'orphaned'],
    ['Almost there', 'fresh'],
    ['Deadline at noon', 'fresh'],
    ['The process that held it is gone', 'orphaned'],
  ] as const)('%j is no false alarm in %s', (text, freshness) => {
    expect(findForbidden(text, freshness)).toEqual([])
  })

  test('quoted words are somebody else’s; raw material is not excused by quoting', () => {
    expect(findForbidden('Failed: “Working directory not found”', 'settled')).toEqual([])
    for (const freshness of FRESHNESS_STATES) {
      expect(findForbidden('“SQLSTATE 23505”', freshness)).toEqual(['SQL state'])
      expect(findForbidden('duplicate key violates unique constraint "runs_pkey"', freshness)).toEqual(['constraint name'])
      expect(findForbidden('at Worker.run (/srv/app/worker.js:10:4)', freshness)).toEqual(['stack trace'])
      expect(findForbidden('Authorization: Bearer abcdefgh', freshness)).toEqual(['token'])
      expect(findForbidden('Ended at 12:03:04 UTC.', freshness)).toEqual([])
    }
  })
})

describe('words of other people', () => {
  test('stand as they are where they claim nothing, quoted where they do, and withheld when raw', () => {
    expect(quoteForeign('Uploading files', 'fresh')).toBe('Uploading files')
    expect(quoteForeign('Retry uploads', 'fresh')).toBe('“Retry uploads”')
    expect(quoteForeign('Retry uploads', 'settled')).toBe('Retry uploads')
    expect(quoteForeign('SQLSTATE 40001', 'settled')).toBe(WITHHELD_TEXT)
  })

  test('become one short line and cannot close their own quotation', () => {
    expect(quoteForeign('so\n\tit   “goes”', 'fresh')).toBe('so it "goes"')
    expect(quoteForeign('” working “', 'settled')).toBe('“" working "”')
    expect(quoteForeign('x'.repeat(5_000), 'fresh').length).toBe(301)
  })
})
