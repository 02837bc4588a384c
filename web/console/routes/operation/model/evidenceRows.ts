import { NOT_CHECKED_LABEL, SIGNAL_LABELS, SUPPORT_LABELS, type Evidence } from '../../../../../src/truth/index.ts'

/** One line of the table a sceptic checks. */
export interface EvidenceRow {
  readonly signal: Evidence['signal']
  readonly label: string
  /** Instants in it are told apart, so that they can be shown in the reader's own time. */
  readonly observed: readonly ObservedPart[]
  readonly threshold: string | null
  readonly says: string
  /** What speaks against health stands out; nothing else does. */
  readonly weight: 'against' | 'plain' | 'unchecked'
}

export type ObservedPart = { readonly text: string } | { readonly at: string }

/** What was checked in the order it is judged, and below it what could not be. */
export function evidenceRows(evidence: readonly Evidence[]): readonly EvidenceRow[] {
  return [...evidence.filter(({ checked }) => checked), ...evidence.filter(({ checked }) => !checked)].map(rowOf)
}

function rowOf({ signal, checked, observed, threshold, supports }: Evidence): EvidenceRow {
  return {
    signal,
    label: SIGNAL_LABELS[signal],
    observed: observed === null ? [] : splitInstants(observed),
    threshold,
    says: checked ? SUPPORT_LABELS[supports] : NOT_CHECKED_LABEL,
    weight: !checked ? 'unchecked' : supports === 'stale' || supports === 'orphaned' ? 'against' : 'plain',
  }
}

const INSTANT = /(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z)/

export function splitInstants(text: string): readonly ObservedPart[] {
  return text
    .split(INSTANT)
    .filter((part) => part !== '')
    .map((part) => (INSTANT.test(part) ? { at: part } : { text: part }))
}
