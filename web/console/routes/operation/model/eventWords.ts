/** Long because it is one table: what each kind of event says to an operator, and the reading of what was recorded with it. */
import type { EventKind, WireEvent } from '../../../../../src/http/contract.ts'
import {
  COUNT_KEYS,
  COUNT_LABELS,
  OUTCOME_LABELS,
  RECONCILIATION_REASON_LABELS,
  RECONCILIATION_REASONS,
  RUN_OUTCOMES,
  formatDuration,
  formatNumber,
  quoteForeign,
  type Evidence,
  type FreshnessState,
  type RunOutcome,
} from '../../../../../src/truth/index.ts'
import { readEvidence } from './readEvidence.ts'

/** What happened, as one line of a timeline. History stands beside a verdict, so it claims no more than that verdict may. */
export interface EventWords {
  readonly what: string
  /** Sentences; empty when the line says it all. */
  readonly detail: readonly string[]
  /** Another operation this leads to. */
  readonly operation: string | null
  /** The signals as they stood when it was concluded. */
  readonly evidence: readonly Evidence[]
}

type Words = Pick<EventWords, 'what'> & Partial<EventWords>
type Wording = (told: Told) => Words

/** Somebody looked or took something; nothing happened to the operation. */
export const LOOKS: ReadonlySet<string> = new Set<EventKind>(['facts_read', 'raw_read', 'downloaded'])

const WORDINGS: Record<EventKind, Wording> = {
  queued: ({ id }) => ({ what: id('retryOf') === null ? 'Queued' : `Queued, to repeat #${id('retryOf')}`, operation: id('retryOf') }),
  dispatch_confirmed: () => ({ what: 'The queue confirmed that it has the job' }),
  waiting: ({ because }) => ({ what: 'Why it waits has changed', detail: because() }),
  started: ({ attempt, text }) => ({ what: `Attempt ${attempt} started`, detail: some(prefixed('Taken by', text('worker'))) }),
  phase: ({ text }) => ({ what: text('phase') === null ? 'Began a phase' : `Phase: ${text('phase')}` }),
  part_started: ({ id, text }) => ({
    what: id('part') === null ? 'Started a part' : `Started part #${id('part')}`,
    detail: some(text('key')),
    operation: id('part'),
  }),
  attempt_failed: ({ attempt, failure, delay }) => ({ what: `Attempt ${attempt} failed`, detail: [...failure(), ...delay()] }),
  attempt_lost: ({ attempt, because, delay, evidence }) => ({
    what: `Attempt ${attempt} was given up`,
    detail: [...because(), ...delay()],
    evidence: evidence(),
  }),
  handed_back: ({ attempt }) => ({
    what: `Attempt ${attempt} was handed back`,
    detail: ['The worker stopped before it could finish. This attempt is not counted.'],
  }),
  cancel_requested: () => ({ what: 'Cancellation was asked for' }),
  succeeded: ended('succeeded'),
  partially_succeeded: ended('partially_succeeded'),
  blocked: ended('blocked'),
  failed: ended('failed'),
  cancelled: ended('cancelled'),
  reconciled: ({ outcome, because, evidence }) => ({
    what: `Closed by reconciliation${outcome('', ': ')}`,
    detail: because(),
    evidence: evidence(),
  }),
  amended: ({ outcome, failure, counts }) => ({
    what: `The worker’s own report arrived late${outcome('', ': ')}`,
    detail: [...failure(), ...counts()],
  }),
  retried: ({ id }) => ({ what: id('as') === null ? 'Repeated' : `Repeated as #${id('as')}`, operation: id('as') }),
  superseded: ({ id }) => ({
    what: id('by') === null ? 'Answered by a later operation' : `Answered by #${id('by')}`,
    detail: ['A later operation of the same kind succeeded, so this one needs no follow-up.'],
    operation: id('by'),
  }),
  facts_read: () => ({ what: 'The facts were read' }),
  raw_read: () => ({ what: 'The raw payload was looked at' }),
  downloaded: ({ text }) => ({ what: 'The file was downloaded', detail: some(text('fileName')) }),
}

/** `freshness`: of the verdict it stands beside. A kind that this console does not know yet is named, not dropped. */
export function wordEvent(event: WireEvent, freshness: FreshnessState): EventWords {
  const told = read(event, freshness)
  const words: Words = isKnown(event.kind) ? WORDINGS[event.kind](told) : { what: quoteForeign(event.kind.replaceAll('_', ' '), freshness) }
  return { detail: [], operation: null, evidence: [], ...words }
}

function isKnown(kind: string): kind is EventKind {
  return Object.hasOwn(WORDINGS, kind)
}

function ended(outcome: RunOutcome): Wording {
  return ({ failure, because, counts }) => ({ what: OUTCOME_LABELS[outcome], detail: [...failure(), ...because(), ...counts()] })
}

interface Told {
  readonly attempt: number
  /** Somebody else's words, fit to stand here. */
  text(key: string): string | null
  id(key: string): string | null
  outcome(fallback: string, before: string): string
  failure(): string[]
  counts(): string[]
  because(): string[]
  delay(): string[]
  evidence(): readonly Evidence[]
}

/** The data of an event is open; what is not as expected is left out. */
function read({ data, attempt }: WireEvent, freshness: FreshnessState): Told {
  const words = (value: unknown) => (typeof value === 'string' && value !== '' ? quoteForeign(value, freshness) : null)
  return {
    attempt,
    text: (key) => words(data[key]),
    id: (key) => {
      const id = data[key]
      return typeof id === 'string' && /^\d+$/.test(id) ? id : null
    },
    outcome: (fallback, before) => {
      const known = RUN_OUTCOMES.find((outcome) => outcome === data.outcome)
      return known === undefined ? fallback : `${before}${OUTCOME_LABELS[known].toLowerCase()}`
    },
    failure: () => (isRecord(data.failure) ? some(words(data.failure.message)) : []),
    counts: () => countWords(data.counts),
    because: () => {
      const known = RECONCILIATION_REASONS.find((reason) => reason === data.reason)
      return [...(known === undefined ? [] : [`${RECONCILIATION_REASON_LABELS[known]}.`]), ...some(words(data.because))]
    },
    delay: () => {
      const { delayMs } = data
      if (typeof delayMs !== 'number' || !(delayMs >= 0)) return []
      return [delayMs === 0 ? 'Queued again at once.' : `Queued again, to start after ${formatDuration(delayMs)}.`]
    },
    evidence: () => readEvidence(data.evidence),
  }
}

function countWords(counts: unknown): string[] {
  if (!isRecord(counts)) return []
  const said = COUNT_KEYS.flatMap((key) => {
    const count = counts[key]
    return typeof count === 'number' ? [`${formatNumber(count)} ${COUNT_LABELS[key]}`] : []
  })
  return said.length === 0 ? [] : [`${said.join(', ')}.`]
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function some(words: string | null): string[] {
  return words === null ? [] : [words]
}

function prefixed(prefix: string, words: string | null): string | null {
  return words === null ? null : `${prefix} ${words}`
}
