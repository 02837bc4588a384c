import { CAPABILITIES } from '../src/access/actor.ts'
import { findPlace, scopeOf } from '../src/access/grants.ts'
import type { Scope } from '../src/access/scope.ts'
import { composeServices } from '../src/app/composeServices.ts'
import { countRuns } from '../src/ledger/countRuns.ts'
import type { Page, RunFilters } from '../src/ledger/filters.ts'
import { listRuns } from '../src/ledger/listRuns.ts'
import { silentLog } from '../src/log.ts'
import type { Services } from '../src/work/services.ts'
import { BIG, RUNS, WORKSPACES } from './seed/ledgerShape.ts'
import { holdSessions } from './seed/holdSessions.ts'
import { startSeededServer } from './seed/seededServer.ts'
import { ms, type BenchOptions, type BenchReport } from './support/benchReport.ts'
import { percentile, timeCalls } from './support/measure.ts'

const PAGE = 50
const CALLERS = 8
const WARM_UP = 20
const CALLS = 300

const LIST_P50_MS = 8
const LIST_P95_MS = 15
const COUNTS_P95_MS = 10
const LIST_CONCURRENT_P95_MS = 60
const STATEMENTS = 3

interface Screen {
  readonly name: string
  readonly workspace: string
  readonly targets: { readonly p50?: number; readonly p95: number; readonly concurrentP95?: number }
  show(services: Services, scope: Scope): Promise<unknown>
}

const MIDDLE = 'workspace-20'
const SMALL = `workspace-${WORKSPACES}`

function page(name: string, workspace: string, filters: RunFilters = {}, at: Page = { limit: PAGE }): Screen {
  return {
    name: `list ${name}`,
    workspace,
    targets: { p50: LIST_P50_MS, p95: LIST_P95_MS, concurrentP95: LIST_CONCURRENT_P95_MS },
    show: async ({ db, observer }, scope) => {
      const observation = await observer.observe()
      return await db.inWorkspace(scope.workspace.id, async (tx) => await listRuns(tx, scope, observation, filters, at))
    },
  }
}

function counts(name: string, workspace: string): Screen {
  return {
    name: `counts ${name}`,
    workspace,
    targets: { p95: COUNTS_P95_MS },
    show: async ({ db, observer }, scope) => {
      const observation = await observer.observe()
      return await db.inWorkspace(scope.workspace.id, async (tx) => await countRuns(tx, scope, observation, null))
    },
  }
}

const DEEP = String(Math.round(RUNS / 10))

const SCREENS: readonly Screen[] = [
  page('first page', BIG),
  page('deep page', BIG, {}, { limit: PAGE, before: DEEP }),
  page('by tenant', BIG, { tenantId: 117 }),
  page('by type', BIG, { type: 'files.backup' }),
  page('by tenant and type', BIG, { tenantId: 117, type: 'files.backup' }),
  page('by outcome', BIG, { outcome: 'failed' }),
  page('by outcome, rare in its tenant', BIG, { tenantId: 117, outcome: 'blocked' }),
  page('what asks for follow-up', BIG, { problem: 'terminal_follow_up' }),
  page('what is suspicious now', BIG, { problem: 'active_stale_attention' }),
  page('fresh', BIG, { freshness: 'fresh' }),
  page('without a problem', BIG, { problem: 'none' }),
  page('reconciled', BIG, { freshness: 'reconciled' }),
  page('settled', BIG, { freshness: 'settled' }),
  page('running', BIG, { status: 'running' }),
  page('text that many have', BIG, { text: 'backup' }),
  page('text that nobody has', BIG, { text: 'no such words' }),
  page('text: an id', BIG, { text: '#123456' }),
  page('by initiator', BIG, { initiator: 'Robin' }),
  page('by initiator nobody has', BIG, { initiator: 'Nobody' }),
  page('a week, two months ago', BIG, { from: new Date(0), to: new Date(Date.now() - 53 * 86_400_000) }),
  page('first page, middle workspace', MIDDLE),
  page('first page, small workspace', SMALL),
  page('text that nobody has, small workspace', SMALL, { text: 'no such words' }),
  counts('big workspace', BIG),
  counts('middle workspace', MIDDLE),
  counts('small workspace', SMALL),
]

/** The product's own way to a screen, at a million runs: one observation shared as in the server, then verb by verb. */
export async function screens(options: BenchOptions): Promise<BenchReport> {
  const server = await startSeededServer(options)
  try {
    return { ...(await measure(server.url, options)), postgresVersion: server.postgresVersion }
  } finally {
    await server.stop()
  }
}

async function measure(url: string, { progress }: BenchOptions): Promise<BenchReport> {
  let statements = 0
  const composition = composeServices({
    url,
    operations: [],
    log: silentLog,
    onStatement: (text) => {
      // The shared observation of the workers is made once a second, whatever the number of screens.
      if (!text.includes('pg_locks')) statements += 1
    },
  })
  const sessions = await holdSessions(url)
  const rows: string[][] = []
  try {
    const { services } = composition
    for (const screen of SCREENS) {
      const scope = await scopeIn(services, screen.workspace)
      const once = async () => await screen.show(services, scope)
      await timeCalls(WARM_UP, CALLERS, once)
      await once()
      statements = 0
      await once()
      const sent = statements
      const alone = await timeCalls(CALLS, 1, once)
      const together = await timeCalls(CALLS, CALLERS, once)
      const [p50, p95, p95Together] = [percentile(alone, 0.5), percentile(alone, 0.95), percentile(together, 0.95)]
      const { targets } = screen
      const missed = [
        ...(targets.p50 !== undefined && p50 > targets.p50 ? [`p50 > ${targets.p50} ms`] : []),
        ...(p95 > targets.p95 ? [`p95 > ${targets.p95} ms`] : []),
        ...(targets.concurrentP95 !== undefined && p95Together > targets.concurrentP95 ? [`8 callers > ${targets.concurrentP95} ms`] : []),
        ...(screen.name.startsWith('list') && sent > STATEMENTS ? [`more than ${STATEMENTS} statements`] : []),
      ]
      const row = [
        screen.name,
        String(sent),
        ms(p50),
        ms(p95),
        ms(percentile(together, 0.5)),
        ms(p95Together),
        missed.length === 0 ? 'met' : `missed: ${missed.join(', ')}`,
      ]
      progress(row.join(' · '))
      rows.push(row)
    }
  } finally {
    await sessions.end()
    await composition.close()
  }
  return {
    columns: ['screen', 'statements', 'p50', 'p95', `p50, ${CALLERS} callers`, `p95, ${CALLERS} callers`, 'targets'],
    rows,
    notes: [
      `${RUNS.toLocaleString('en')} runs in ${WORKSPACES} workspaces; the big one has 200,000, of them about 1,000 open and about 5,000 that ended badly and are not answered yet. Its 8 workers beat and hold their sessions.`,
      `Pages of ${PAGE}. ${CALLS} calls one after the other, then ${CALLS} by ${CALLERS} callers at once in the same process; server and bench share the cores.`,
      `Targets: list p50 ≤ ${LIST_P50_MS} ms, p95 ≤ ${LIST_P95_MS} ms, with ${CALLERS} callers p95 ≤ ${LIST_CONCURRENT_P95_MS} ms, at most ${STATEMENTS} statements; counts p95 ≤ ${COUNTS_P95_MS} ms.`,
    ],
  }
}

async function scopeIn(services: Services, workspace: string): Promise<Scope> {
  const place = await findPlace(services.db, workspace)
  if (!place) throw new Error(`The seeded ledger has no ${workspace}.`)
  return scopeOf(place, { principal: { kind: 'system', id: null, name: 'bench' }, capabilities: new Set(CAPABILITIES), tenants: 'all' })
}
