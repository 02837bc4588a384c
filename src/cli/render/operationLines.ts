import type { OperationEvent } from '../../ledger/events.ts'
import type { JudgedRun } from '../../ledger/judgedRun.ts'
import { COUNT_LABELS, RECONCILIATION_REASON_LABELS, SIGNAL_LABELS } from '../../truth/copy/labels.ts'
import { isCountSaid } from '../../truth/copy/sentences.ts'
import { formatNumber } from '../../truth/durations.ts'
import { COUNT_KEYS, RECONCILIATION_REASONS, type CountKey } from '../../truth/facts.ts'
import { formatClock } from '../../truth/instants.ts'
import { EVIDENCE_SIGNALS } from '../../truth/verdict.ts'
import type { Screen } from '../io.ts'
import { evidenceLines } from './evidenceLines.ts'
import { titleLine } from './operationTable.ts'
import { printable } from './printable.ts'
import { section, verdictLines } from './verdictLines.ts'

/** One operation, whole: decision, evidence, progress, timeline, result, relations. Diagnostics and raw data are not here. */
export function operationLines(
  screen: Screen,
  judged: JudgedRun,
  events: readonly OperationEvent[],
  linked: readonly JudgedRun[],
): string[] {
  const { run, verdict } = judged
  const [, ...rest] = verdictLines(screen, verdict, run.outcome)
  const clock = clockAt(verdict.asOf)
  const attempt = run.maxAttempts > 1 ? ` · attempt ${Math.max(run.attempt, 1)} of ${run.maxAttempts}` : ''
  const by = `${run.type} · started by ${run.initiator.name}${attempt}`
  return [
    titleLine(screen, judged),
    screen.paint('dim', printable(by)),
    ...rest,
    ...section(screen, 'How it was known', reconciliationLines(screen, judged, clock)),
    ...section(
      screen,
      'Timeline (UTC)',
      events.map((event) => eventLine(event, clock)),
    ),
    ...section(screen, 'Counts', countLines(judged)),
    ...section(screen, 'Failure', failureLines(judged)),
    ...section(
      screen,
      'Related',
      linked.map((other) => `${relationOf(judged, other)}  ${titleLine(screen, other)}`),
    ),
    '',
    screen.paint('dim', printable(`As of ${clock(new Date(verdict.asOf))} UTC. Facts behind this: runtruth show ${run.id} --facts`)),
  ]
}

type ClockText = (at: Date) => string

function clockAt(asOf: string): ClockText {
  const asOfMs = Date.parse(asOf)
  return (at) => formatClock(at.getTime(), asOfMs)
}

/** Kinds are codes of the ledger and are shown as such, with spaces: wording them would be a second opinion. Reasons have their labels. */
function eventLine({ at, kind, actor, attempt, data }: OperationEvent, clock: ClockText): string {
  const told = [data['phase'], data['name'], data['reason'], data['message']].find((value) => typeof value === 'string')
  const reason = RECONCILIATION_REASONS.find((each) => each === told)
  const said = reason === undefined ? told : RECONCILIATION_REASON_LABELS[reason]
  return printable(
    `${clock(at)}  ${kind.replaceAll('_', ' ')}${said === undefined ? '' : `: ${String(said)}`}  (${actor.name}${attempt > 1 ? `, attempt ${attempt}` : ''})`,
  )
}

/** While it is open: once it has ended, the guidance has said them. What the progress says is left out too. */
function countLines({ run, verdict }: JudgedRun): string[] {
  const { counts } = run
  if (counts === null || run.status === 'completed') return []
  const said: ReadonlySet<CountKey> = new Set(verdict.progress.processed === null ? [] : ['processed', 'total'])
  return COUNT_KEYS.flatMap((key) => {
    const count = counts[key]
    return said.has(key) || !isCountSaid(key, count) ? [] : [`${formatNumber(count)} ${COUNT_LABELS[key]}`]
  })
}

function failureLines({ run, verdict }: JudgedRun): string[] {
  const { failure, reconciliation } = run
  // The reconciler writes its own conclusion there, and that stands in the guidance.
  if (failure === null || failure.code === reconciliation?.reason) return []
  return [printable(verdict.guidance.includes(failure.message) ? failure.code : `${failure.message} (${failure.code})`)]
}

/** What the reconciler saw when it closed the operation; why, by whom and when is in the guidance. */
function reconciliationLines(screen: Screen, { run }: JudgedRun, clock: ClockText): string[] {
  const { reconciliation } = run
  if (reconciliation === null) return []
  const { at, rule, evidence, asOf, notChecked, amendedAt } = reconciliation
  const listed = new Set<string>(evidence.map(({ signal }) => signal))
  const others = notChecked.filter((signal) => !listed.has(signal)).map((signal) => signalLabel(signal).toLowerCase())
  return [
    printable(`At ${clock(new Date(at))} UTC${rule === null ? '' : `, by rule ${rule}`}`),
    ...(amendedAt === null ? [] : [`Amended by the worker's own report at ${clock(new Date(amendedAt))} UTC`]),
    ...evidenceLines(screen, evidence, asOf),
    ...(others.length === 0 ? [] : [printable(`Not checked: ${others.join(', ')}`)]),
  ]
}

function signalLabel(signal: string): string {
  const known = EVIDENCE_SIGNALS.find((each) => each === signal)
  return known === undefined ? signal.replaceAll('_', ' ') : SIGNAL_LABELS[known]
}

function relationOf({ run }: JudgedRun, { run: other }: JudgedRun): string {
  if (other.id === run.parentId) return 'part of    '
  if (other.parentId === run.id) return 'has part   '
  if (other.id === run.retryOf) return 'repeats    '
  return other.retryOf === run.id ? 'repeated by' : 'answered by'
}
