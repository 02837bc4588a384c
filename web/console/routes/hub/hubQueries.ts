import type { WireCounts, WireList } from '../../../../src/http/contract.ts'
import { apiUrl, inWorkspace } from '../../api/client.ts'
import { keys } from '../../api/keys.ts'
import { countsQuery, listQuery } from '../../api/queries.ts'
import { question } from '../../api/question.ts'
import { writeView, type HubView } from './model/hubView.ts'
import { dayStart } from '../../model/days.ts'
import { listFilters } from './model/listFilters.ts'

/** Everything the hub asks for: its page, the counts, and the newest of each kind that can be the most urgent one. */
export function hubQueries(workspace: string, view: HubView, readNow: () => number) {
  const newest = (filters: { readonly freshness?: string; readonly problem?: string }) =>
    listQuery(workspace, { ...filters, limit: 1, ...(view.tenant === '' ? {} : { tenant: view.tenant }) })
  return {
    list: pageQuery(workspace, view, readNow),
    counts: countsQuery(workspace, view.tenant === '' ? null : view.tenant, () => dayStart(readNow())),
    lost: newest({ freshness: 'orphaned' }),
    stale: newest({ freshness: 'likely_stale' }),
    followUp: newest({ problem: 'terminal_follow_up' }),
  }
}

const CANDIDATES = ['lost', 'stale', 'followUp'] as const

/** Which of them can bring the most urgent one, by the counts; until those are known, each. */
export function candidatesFor(counts: WireCounts | undefined): readonly (typeof CANDIDATES)[number][] {
  if (counts === undefined) return CANDIDATES
  const { freshness, problem } = counts
  const brings = {
    lost: freshness.orphaned > 0,
    stale: freshness.orphaned === 0 && freshness.likely_stale > 0,
    followUp: problem.active_stale_attention === 0 && problem.terminal_follow_up > 0,
  }
  return CANDIDATES.filter((kind) => brings[kind])
}

/** Kept by what the address says, not by the instants it means today. */
function pageQuery(workspace: string, view: HubView, readNow: () => number) {
  return question<WireList>()(keys.operations(workspace, { hub: writeView(view) }), () =>
    apiUrl(inWorkspace(workspace, '/operations'), { ...listFilters(view, readNow()), include: 'facts' }),
  )
}
