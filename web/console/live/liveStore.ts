import type { WireEvidence, WireOperation } from '../../../src/http/contract.ts'
import { deriveVerdict, formatInstant, parseInstant, type Verdict } from '../../../src/truth/index.ts'
import { applyEvidence } from './applyEvidence.ts'
import { isNews } from './isNews.ts'
import { saysTheSame } from './saysTheSame.ts'
import type { ServerClock } from './serverClock.ts'

/** An operation, and what is true about it now. */
export interface Seen {
  readonly operation: WireOperation
  readonly verdict: Verdict
}

/** What one part of a page shows. The array is the same as long as nothing in it has changed. */
export interface View {
  subscribe(listener: () => void): () => void
  seen(): readonly Seen[]
}

/** Everything told about operations, judged anew as time passes and evidence comes; the only place that does so in a page. */
export interface LiveStore {
  /** From an answer of the API or an event of the stream, in any order, as often as they come. */
  hear(operations: readonly WireOperation[]): void
  hearEvidence(evidence: WireEvidence): void
  view(operations: readonly WireOperation[]): View
  judge(operation: WireOperation, nowMs: number): Verdict
  /** Somebody shows a clock that ticks: what is fresh and runs is worded anew every second until the answer is called. */
  tick(): () => void
  /** How long the first of what is shown running and fresh counts so if nothing is heard; null: nothing lives. */
  livesForMs(): number | null
  /** After the page was hidden: its timers may have slept. */
  wake(): void
}

export interface LiveStoreOptions {
  readonly clock: ServerClock
}

/** How old words that tell an age may become; a verdict itself is never late by this. */
const WORDS_EVERY_MS = 10_000
const TICK_EVERY_MS = 1_000
/** Timers of a browser may sleep with it; longer than this is waited in steps. */
const TIMER_AT_MOST_MS = 60_000
/** Operations that nobody shows are kept for a page that is about to. */
const KEPT = 2_000

interface Entry {
  operation: WireOperation
  shown: number
  seen: Seen | undefined
  nextChangeMs: number
  wordedAtMs: number
}

export function createLiveStore({ clock }: LiveStoreOptions): LiveStore {
  const { nowMs } = clock
  const entries = new Map<string, Entry>()
  const listeners = new Set<() => void>()
  let evidence: WireEvidence | null = null
  let version = 0
  let announced = 0
  let ticking = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  function judge(operation: WireOperation, atMs: number): Verdict {
    if (operation.facts === undefined) return operation.verdict
    return deriveVerdict(applyEvidence(operation.facts, evidence), formatInstant(atMs))
  }

  function learn(operation: WireOperation): Entry {
    // Better the time of an answer than that of a computer whose clock may be wrong by hours.
    if (!clock.known()) clock.hear(operation.facts?.asOf ?? operation.verdict.asOf)
    const known = entries.get(operation.id)
    if (known === undefined) {
      const entry: Entry = { operation, shown: 0, seen: undefined, nextChangeMs: Number.POSITIVE_INFINITY, wordedAtMs: 0 }
      entries.set(operation.id, entry)
      return entry
    }
    if (operation !== known.operation && isNews(known.operation, operation)) {
      known.operation = operation
      known.seen = undefined
      version += 1
    }
    return known
  }

  /** Judges it anew; true when there is something else to show. */
  function renew(entry: Entry, atMs: number): boolean {
    const verdict = judge(entry.operation, atMs)
    const judged = entry.operation.facts !== undefined
    entry.nextChangeMs = judged && verdict.nextChangeAt !== null ? parseInstant(verdict.nextChangeAt) : Number.POSITIVE_INFINITY
    const before = entry.seen
    if (before !== undefined && (!judged || (atMs < wordsDueMs(entry) && saysTheSame(before.verdict, verdict)))) return false
    entry.seen = { operation: entry.operation, verdict }
    entry.wordedAtMs = atMs
    return true
  }

  function wordsDueMs({ seen, wordedAtMs, operation }: Entry): number {
    if (seen === undefined || operation.facts === undefined || seen.verdict.lifecycle === 'completed') return Number.POSITIVE_INFINITY
    return wordedAtMs + (ticking > 0 && isAlive(seen.verdict) ? TICK_EVERY_MS : WORDS_EVERY_MS)
  }

  /** Everything that is due, or `all` that is shown; tells whoever shows it, and sets the one timer for what comes next. */
  function renewShown(which: 'due' | 'all'): void {
    const atMs = nowMs()
    let changed = false
    for (const entry of entries.values()) {
      if (entry.shown === 0) continue
      const due = entry.seen === undefined || atMs >= Math.min(entry.nextChangeMs, wordsDueMs(entry))
      if ((due || which === 'all') && renew(entry, atMs)) changed = true
    }
    if (changed) version += 1
    if (announced !== version) {
      announced = version
      for (const listener of listeners) listener()
    }
    arm()
  }

  function arm(): void {
    clearTimeout(timer)
    let dueMs = Number.POSITIVE_INFINITY
    for (const entry of entries.values()) if (entry.shown > 0) dueMs = Math.min(dueMs, entry.nextChangeMs, wordsDueMs(entry))
    timer =
      dueMs === Number.POSITIVE_INFINITY
        ? undefined
        : setTimeout(renewShown, Math.min(TIMER_AT_MOST_MS, Math.max(0, dueMs - nowMs())), 'due')
  }

  function forget(): void {
    for (const [id, entry] of entries) {
      if (entries.size <= KEPT) return
      if (entry.shown === 0) entries.delete(id)
    }
  }

  function view(operations: readonly WireOperation[]): View {
    let shownVersion = -1
    let seen: readonly Seen[] = []
    let learnt: readonly Entry[] | undefined
    // Heard once, as they came: two answers about one operation, shown side by side, would else displace each other for ever.
    const shownHere = () => (learnt ??= operations.map((operation) => learn(operation)))
    return {
      subscribe: (listener) => {
        for (const entry of shownHere()) {
          // It may have been forgotten while nobody showed it.
          if (!entries.has(entry.operation.id)) entries.set(entry.operation.id, entry)
          entry.shown += 1
        }
        listeners.add(listener)
        renewShown('due')
        return () => {
          listeners.delete(listener)
          for (const entry of shownHere()) entry.shown -= 1
          arm()
        }
      },
      seen: () => {
        const shown = shownHere()
        if (shownVersion === version) return seen
        const atMs = nowMs()
        const now = shown.map((entry) => {
          if (entry.seen === undefined) renew(entry, atMs)
          const { operation } = entry
          return entry.seen ?? { operation, verdict: operation.verdict }
        })
        if (now.length !== seen.length || now.some((one, index) => one !== seen[index])) seen = now
        shownVersion = version
        return seen
      },
    }
  }

  return {
    judge,
    view,
    hear: (operations) => {
      for (const operation of operations) learn(operation)
      forget()
      renewShown('due')
    },
    hearEvidence: (heard) => {
      if (evidence !== null && parseInstant(heard.asOf) <= parseInstant(evidence.asOf)) return
      evidence = heard
      renewShown('all')
    },
    tick: () => {
      ticking += 1
      arm()
      return () => {
        ticking -= 1
        arm()
      }
    },
    livesForMs: () => {
      const lives = [...entries.values()].filter(({ shown, seen }) => shown > 0 && seen !== undefined && isAlive(seen.verdict))
      return lives.length === 0 ? null : Math.min(...lives.map(({ nextChangeMs }) => nextChangeMs)) - nowMs()
    },
    wake: () => renewShown('due'),
  }
}

function isAlive({ lifecycle, freshness }: Verdict): boolean {
  return lifecycle === 'running' && freshness === 'fresh'
}
