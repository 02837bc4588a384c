import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { CAPABILITIES } from '../src/access/actor.ts'
import { createTokenSecret, findPlace } from '../src/access/grants.ts'
import { insertToken } from '../src/access/sql/people.ts'
import { composeServices } from '../src/app/composeServices.ts'
import { silentLog } from '../src/log.ts'
import { findChromium } from '../test/e2e/support/chromium.ts'
import { setUpOwner } from '../test/e2e/support/setUpOwner.ts'
import { READER_COOKIE, writeReader } from '../web/console/model/reader.ts'
import { spawnRuntruth } from '../test/support/processes.ts'
import { eventually } from '../test/support/eventually.ts'
import { openHub, type HubOpening } from './hub/openHub.ts'
import { holdSessions } from './seed/holdSessions.ts'
import { BIG, RUNS } from './seed/ledgerShape.ts'
import { startSeededServer } from './seed/seededServer.ts'
import { ms, type BenchOptions, type BenchReport } from './support/benchReport.ts'
import { openCaller } from './support/caller.ts'
import { percentile, timeCalls } from './support/measure.ts'

const VISITS = 5
const VISIBLE_MS = 400
const CALLERS = 8
/** The page is drawn so often before it is measured. */
const WARM_UP = 40
/** A server that lists has been listing for some time: until then its code is still being compiled. */
const LISTED_BEFORE = 600
const CALLS = 300
const LIST_P50_MS = 8
const LIST_CONCURRENT_P95_MS = 60
/** Whoever signs in at the console's door leaves word where he reads; the reader here is the one of the browser. */
const READS = {
  name: READER_COOKIE,
  value: writeReader({ locale: 'en-US', zone: Intl.DateTimeFormat().resolvedOptions().timeZone, theme: 'system' }),
}
/** A token may ask 600 times a minute; so many take turns. */
const TOKENS = 8

/** The built product over a million operations, as a browser meets it that has never been here, and as a program asks it. */
export async function hub(options: BenchOptions): Promise<BenchReport> {
  const chromium = findChromium()
  if (chromium === undefined) throw new Error('This bench opens a real browser. Install Chromium, or name one in CHROMIUM.')
  options.progress('building')
  const built = spawnSync(process.execPath, [fileURLToPath(new URL('../scripts/build.ts', import.meta.url))], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  if (built.status !== 0) throw new Error('The product could not be built.')
  const server = await startSeededServer(options)
  const sessions = await holdSessions(server.url)
  const directory = await mkdtemp(join(tmpdir(), 'runtruth-bench-hub-'))
  const product = spawnRuntruth('server', ['serve', '--port', '0'], {
    built: true,
    cwd: directory,
    env: {
      DATABASE_URL: server.url,
      RUNTRUTH_DATA_DIR: directory,
      RUNTRUTH_SECRET: 'a secret of the bench, long enough to be one',
      LOG_LEVEL: 'warn',
    },
  })
  try {
    const url = await eventually('the server to be ready', 60_000, () => {
      const address = /ready at (http:\S+)/.exec(product.printed())?.[1]
      return address === undefined ? { seen: product.printed().slice(-1_000) } : { found: address }
    })
    const tokens = await addTokens(server.url)
    const lists = await askLists(url, tokens, options)
    const cookie = await setUpOwner(url, tokens[0] ?? '', {
      name: 'Dana',
      email: `dana.${Date.now()}@example.com`,
      password: 'a long enough password',
    })
    // The lists above have warmed what they use; what draws the page is warmed by the page.
    const headers = { cookie: [cookie, READS].map(({ name, value }) => `${name}=${value}`).join('; ') }
    await timeCalls(WARM_UP, 1, async () => await (await fetch(`${url}/admin/workspaces/${BIG}/operations`, { headers })).text())
    const openings: HubOpening[] = []
    for (let visit = 0; visit < VISITS; visit += 1) {
      const opening = await openHub({ chromium, url, workspace: BIG, cookies: [cookie, READS] })
      options.progress(JSON.stringify(opening))
      openings.push(opening)
    }
    return {
      columns: ['', 'median', 'slowest', 'target', ''],
      rows: [...openingRows(openings), ...lists],
      notes: NOTES,
      postgresVersion: server.postgresVersion,
    }
  } finally {
    await product.kill()
    await sessions.end()
    await server.stop()
    await rm(directory, { recursive: true, force: true })
  }
}

const NOTES = [
  `${RUNS.toLocaleString('en')} operations in the ledger, the hub of the workspace with 200,000 of them and about 1,000 open; its workers beat and hold their sessions. Server, database, browser and bench share the cores.`,
  `${VISITS} visits, each by a new Chromium with a new, empty profile that is signed in, with the cookies of the console's door, and has seen nothing of the console before; the browser was started 2 s before, and the server has drawn the page ${WARM_UP} times. Times are those of the page itself, from the beginning of the navigation. Visible: the first frame after the one in which the rows were put into the page, with rows inside the window.`,
  `The list over HTTP, with a token and over kept connections, 50 operations, by a server that has told it ${LISTED_BEFORE} times before: ${CALLS} calls one after the other, then ${CALLS} by ${CALLERS} callers at once; slowest stands for p95 there. The hub's own list carries the facts of every operation as well.`,
]

function openingRows(openings: readonly HubOpening[]): string[][] {
  const row = (name: string, read: (opening: HubOpening) => number, atMost?: number) => {
    const times = openings.map(read)
    const median = percentile(times, 0.5)
    return [
      name,
      ms(median),
      ms(Math.max(...times)),
      atMost === undefined ? '' : `median ≤ ${atMost} ms`,
      atMost === undefined ? '' : median <= atMost ? 'met' : 'missed',
    ]
  }
  return [
    row('hub: the head of the page has come', ({ answeredMs }) => answeredMs),
    row('hub: the page has arrived', ({ pageMs }) => pageMs),
    row('hub: rows in the page', ({ rowsMs }) => rowsMs),
    row('hub: something is painted', ({ paintMs }) => paintMs),
    row('hub: rows visible', ({ visibleMs }) => visibleMs, VISIBLE_MS),
    row('hub: its scripts have taken over', ({ handsMs }) => handsMs),
    row('hub: alive, its stream is heard', ({ aliveMs }) => aliveMs),
    row('hub: processor time of its main thread until rows are visible', ({ mainThreadMs }) => mainThreadMs),
  ]
}

async function askLists(url: string, tokens: readonly string[], { progress }: BenchOptions): Promise<string[][]> {
  const rows: string[][] = []
  const caller = openCaller()
  for (const [name, query] of [
    ['list', 'limit=50'],
    ["list, the hub's own", 'limit=50&include=facts'],
  ]) {
    let asked = 0
    const ask = async () => {
      const token = tokens[asked++ % tokens.length] ?? ''
      await caller.ask(`${url}/api/v1/workspaces/${BIG}/operations?${query}`, { authorization: `Bearer ${token}` })
    }
    await timeCalls(LISTED_BEFORE, CALLERS, ask)
    const alone = await timeCalls(CALLS, 1, ask)
    const together = await timeCalls(CALLS, CALLERS, ask)
    const [p50, p95, p95Together] = [percentile(alone, 0.5), percentile(alone, 0.95), percentile(together, 0.95)]
    rows.push(
      [`${name}: one caller`, ms(p50), ms(p95), `p50 ≤ ${LIST_P50_MS} ms`, p50 <= LIST_P50_MS ? 'met' : 'missed'],
      [
        `${name}: ${CALLERS} callers`,
        ms(percentile(together, 0.5)),
        ms(p95Together),
        `p95 ≤ ${LIST_CONCURRENT_P95_MS} ms`,
        p95Together <= LIST_CONCURRENT_P95_MS ? 'met' : 'missed',
      ],
    )
    progress(
      rows
        .slice(-2)
        .map((row) => row.join(' · '))
        .join('\n'),
    )
  }
  caller.close()
  return rows
}

async function addTokens(url: string): Promise<string[]> {
  const { services, close } = composeServices({ url, operations: [], log: silentLog })
  try {
    const place = await findPlace(services.db, BIG)
    if (!place) throw new Error(`The seeded ledger has no ${BIG}.`)
    const { id } = place.workspace
    return await services.db.inWorkspace(id, async (tx) => {
      const tokens: string[] = []
      for (let made = 0; made < TOKENS; made += 1) {
        const { token, hash } = createTokenSecret()
        await tx.row(
          insertToken(id, { name: 'bench', hash, userId: null, capabilities: CAPABILITIES, tenantIds: null, expiresInDays: null }),
        )
        tokens.push(token)
      }
      return tokens
    })
  } finally {
    await close()
  }
}
