import type { WireCounts } from '../../../../../src/http/contract.ts'
import { FRESHNESS_LABELS, OUTCOME_LABELS, PROBLEM_LABELS } from '../../../../../src/truth/copy/labels.ts'
import { formatNumber } from '../../../../../src/truth/durations.ts'
import type { Tone } from '../../../model/verdictLook.ts'
import { EVERYTHING, type HubView } from './hubView.ts'
import { dayStart } from '../../../model/days.ts'

export interface Figure {
  readonly label: string
  readonly number: number
  readonly tone: Tone
  /** The list that holds exactly what was counted. */
  readonly view: HubView
}

/** The counts as figures, each with its list. What was not counted for today is not shown as today's. */
export function figuresOf(counts: WireCounts, { tenant }: HubView, nowMs: number): readonly Figure[] {
  const { freshness, problem, endedSince } = counts
  const view = (change: Partial<HubView>): HubView => ({ ...EVERYTHING, tenant, ...change })
  const figures: Figure[] = [
    { label: 'Active', number: activeOf(counts), tone: 'fresh', view: view({ tab: 'active' }) },
    {
      label: FRESHNESS_LABELS.likely_stale,
      number: freshness.likely_stale,
      tone: 'stale',
      view: view({ tab: 'attention', freshness: 'likely_stale' }),
    },
    { label: FRESHNESS_LABELS.orphaned, number: freshness.orphaned, tone: 'lost', view: view({ tab: 'attention', freshness: 'orphaned' }) },
    { label: PROBLEM_LABELS.terminal_follow_up, number: problem.terminal_follow_up, tone: 'followup', view: view({ tab: 'follow-up' }) },
  ]
  if (endedSince && Date.parse(endedSince.at) === Date.parse(dayStart(nowMs))) {
    figures.push({
      label: `${OUTCOME_LABELS.succeeded} today`,
      number: endedSince.outcome.succeeded,
      tone: 'succeeded',
      view: view({ tab: 'history', outcome: 'succeeded', endedToday: true }),
    })
  }
  return figures
}

function activeOf({ freshness }: WireCounts): number {
  return freshness.fresh + freshness.likely_stale + freshness.orphaned + freshness.unknown
}

export function needingAttention({ problem }: WireCounts): number {
  return problem.active_stale_attention + problem.terminal_follow_up
}

/** What is said when nothing is wrong: no more than the counts carry. */
export function calmSentence({ freshness: { fresh, unknown } }: WireCounts): string {
  const judged =
    fresh === 1 ? '1 operation active, within its window.' : `${formatNumber(fresh)} operations active, all within their windows.`
  if (unknown === 0) return fresh === 0 ? 'No operation is active.' : judged
  const nobodyKnows = `active, ${FRESHNESS_LABELS.unknown.toLowerCase()}: nothing tells whether ${unknown === 1 ? 'it is' : 'they are'} well.`
  return fresh === 0 ? `${operations(unknown)} ${nobodyKnows}` : `${judged} ${formatNumber(unknown)} more ${nobodyKnows}`
}

export function operations(count: number): string {
  return count === 1 ? '1 operation' : `${formatNumber(count)} operations`
}
