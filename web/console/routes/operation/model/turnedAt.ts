import { deriveVerdict, formatInstant, parseInstant, type Facts, type Verdict } from '../../../../../src/truth/index.ts'

/** Flips of signals on the way from the start of an attempt to now; there are a handful of signals, each turns once or twice. */
const TURNS_AT_MOST = 64

/**
 * Since when a suspicion has stood: the facts judged again from the beginning, from each change to the next, by the same
 * function that gave the verdict. Null where it is no suspicion, or where these facts do not give this verdict any more.
 */
export function turnedAt(facts: Facts | undefined, verdict: Verdict): string | null {
  if (facts === undefined || verdict.freshness !== 'likely_stale') return null
  const nowMs = parseInstant(verdict.asOf)
  const begins = parseInstant(facts.run.restartedAt ?? facts.run.startedAt ?? facts.run.availableAt ?? facts.run.createdAt)
  if (Number.isNaN(begins) || Number.isNaN(nowMs)) return null
  if (deriveVerdict(facts, verdict.asOf).guidance !== verdict.guidance) return null
  let since: number | null = null
  let atMs = begins
  for (let turns = 0; turns < TURNS_AT_MOST && atMs <= nowMs; turns += 1) {
    const then = deriveVerdict(facts, formatInstant(atMs))
    since = then.freshness === 'likely_stale' ? (since ?? atMs) : null
    const next = then.nextChangeAt === null ? Number.NaN : parseInstant(then.nextChangeAt)
    if (!(next > atMs)) break
    atMs = next
  }
  return since === null ? null : formatInstant(since)
}
