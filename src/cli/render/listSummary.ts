import type { JudgedRun } from '../../ledger/judgedRun.ts'
import { PROBLEM_LABELS } from '../../truth/copy/labels.ts'
import { formatNumber } from '../../truth/durations.ts'
import type { Screen } from '../io.ts'

/** The answer before the table: does any of these ask for something, and how many are still open. */
export function listSummary(screen: Screen, runs: readonly JudgedRun[]): string {
  const count = (matches: (judged: JudgedRun) => boolean) => runs.filter(matches).length
  const attention = count(({ verdict }) => verdict.problem === 'active_stale_attention')
  const followUp = count(({ verdict }) => verdict.problem === 'terminal_follow_up')
  const active = count(({ verdict }) => verdict.lifecycle !== 'completed')
  if (attention + followUp === 0) {
    return `None of these ${formatNumber(runs.length)} needs attention.${active === 0 ? '' : ` ${formatNumber(active)} active.`}`
  }
  return [
    ...(attention === 0 ? [] : [screen.paint('yellow', `${PROBLEM_LABELS.active_stale_attention} ${formatNumber(attention)}`)]),
    ...(followUp === 0 ? [] : [screen.paint('magenta', `${PROBLEM_LABELS.terminal_follow_up} ${formatNumber(followUp)}`)]),
    ...(active === 0 ? [] : [`Active ${formatNumber(active)}`]),
  ].join(' · ')
}
