/**
 * Words that would claim more than the evidence carries. Each list is data for the tests of every surface; the presenter obeys it by
 * construction, and quotes what other people wrote.
 */

import type { FreshnessState } from '../verdict.ts'

/** Claims of ongoing life: false, or at best unproven, in every cell but a fresh one. */
const CLAIMS_OF_LIFE = [
  'waiting for a worker',
  'waiting for worker',
  'no action needed',
  'in progress',
  'working',
  'progress pending',
  'details pending',
  'on track',
  'almost done',
  'running for',
  'spinner',
  'aria-busy',
  '%',
  'percent',
] as const

/** Claims of death, and the offer that goes with them: false while nothing speaks against the operation. */
const CLAIMS_OF_DEATH = ['stale', 'stuck', 'orphan', 'lost', 'dead', 'zombie', 'retry'] as const

export const FORBIDDEN_WORDS: Record<FreshnessState, readonly string[]> = {
  fresh: CLAIMS_OF_DEATH,
  likely_stale: CLAIMS_OF_LIFE,
  orphaned: CLAIMS_OF_LIFE,
  unknown: CLAIMS_OF_LIFE,
  settled: CLAIMS_OF_LIFE,
  reconciled: CLAIMS_OF_LIFE,
}

/** Raw material that belongs behind its own capability, wherever it turns up; quoting does not excuse it. */
const RAW_MATERIAL: readonly { readonly name: string; readonly pattern: RegExp }[] = [
  { name: 'SQL state', pattern: /\bSQLSTATE\b/i },
  { name: 'constraint name', pattern: /violates \S+(?: \S+)? constraint/i },
  { name: 'stack trace', pattern: /\bat (?:\S+ \()?[^\s()]*[./\\][^\s()]*:\d+:\d+/ },
  { name: 'token', pattern: /\b(?:Bearer\s+\S{8}|eyJ[\w-]{8,}\.)/ },
]

/**
 * Every forbidden word, and every kind of raw material, found in a text shown for an operation in this cell; empty when the text is fit to
 * show. What stands between “ and ” was said by somebody else and is not held against the product, except raw material.
 */
export function findForbidden(text: string, freshness: FreshnessState): string[] {
  const own = text.includes('“') ? text.replace(/“[^”]*”/g, '“”') : text
  const found = CELL_PATTERNS[freshness].test(own) ? FORBIDDEN_WORDS[freshness].filter((word) => wordPattern(word).test(own)) : []
  for (const { name, pattern } of RAW_MATERIAL) if (pattern.test(text)) found.push(name)
  return found
}

/** Replaces text that must not leave the diagnostics. */
export const WITHHELD_TEXT = 'Recorded text kept in the diagnostics'

/**
 * Somebody else's words, fit for a sentence in this cell: as they are when they claim nothing the cell may not, in quotation marks when
 * they do, and withheld when they carry raw material.
 */
export function quoteForeign(text: string, freshness: FreshnessState): string {
  const line = text.length > LONGEST_QUOTE * 4 ? text.slice(0, LONGEST_QUOTE * 4) : text
  const tidy = line
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .replace(/[“”]/g, '"')
    .trim()
    .toWellFormed()
  const short = tidy.length > LONGEST_QUOTE ? `${tidy.slice(0, LONGEST_QUOTE).toWellFormed()}…` : tidy
  for (const { pattern } of RAW_MATERIAL) if (pattern.test(tidy)) return WITHHELD_TEXT
  return short === '' || CELL_PATTERNS[freshness].test(short) ? `“${short}”` : short
}

const LONGEST_QUOTE = 300

/** Whole words, and words that begin with them ("orphaned", "retrying"); "networking" is not "working", "almost" is not "lost". */
function wordPattern(word: string): RegExp {
  return new RegExp(patternSource(word), 'i')
}

function patternSource(word: string): string {
  if (!/^\w/.test(word)) return word
  const source = `(?<!\\w)${word.replace(/ /g, '[\\s-]+')}`
  // A deadline is not dead.
  return word === 'dead' ? `${source}(?!\\w)` : source
}

function cellPattern(freshness: FreshnessState): RegExp {
  return new RegExp(FORBIDDEN_WORDS[freshness].map(patternSource).join('|'), 'i')
}

const CELL_PATTERNS: Record<FreshnessState, RegExp> = {
  fresh: cellPattern('fresh'),
  likely_stale: cellPattern('likely_stale'),
  orphaned: cellPattern('orphaned'),
  unknown: cellPattern('unknown'),
  settled: cellPattern('settled'),
  reconciled: cellPattern('reconciled'),
}
