import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHttpHandler, serveHttp, type HttpServer } from '../../src/http/index.ts'
import type { WireOperation } from '../../src/http/contract.ts'
import { silentLog } from '../../src/log.ts'
import { parseInstant, type Verdict } from '../../src/truth/index.ts'
import { eventually } from '../support/eventually.ts'
import { pretendDatabaseUpFor } from '../support/factories.ts'
import { createFixture, type Fixture } from '../support/fixture.ts'
import { spawnRuntruth, type RunningProcess } from '../support/processes.ts'
import { openPage, type OpenPage } from './openPage.ts'
import { CORNERS, employWorkers, playManyRuns, type Corner, type Workers } from './playManyRuns.ts'

const RUNS = 200
const PAGES = 50
/** Held steps that somebody misses who was cut off. */
const AWAY_FOR = 6
/** Not the end of a UUID, which may look like one. */
const IDS = /(?<![\w-])9\d{11}\b/g

/** Who watches: what of the corners they may see, and how they ask for it. */
interface Kind {
  readonly workspace: 'acme' | 'globex'
  /** The tenants that this person is granted; absent: all. */
  readonly granted?: string
  /** Everything could be seen, but only this is asked for. */
  readonly asked?: string
  readonly sees: readonly string[]
}

const KINDS: readonly Kind[] = [
  { workspace: 'acme', sees: ['contoso', 'fabrikam', 'untenanted'] },
  { workspace: 'acme', granted: 'fabrikam', sees: ['fabrikam'] },
  { workspace: 'globex', sees: ['initech'] },
  { workspace: 'acme', asked: 'contoso', sees: ['contoso'] },
  { workspace: 'acme', granted: 'contoso', sees: ['contoso'] },
]

interface Reader {
  readonly kind: Kind
  readonly token: string
  readonly page: OpenPage
}

let fixture: Fixture
let here: HttpServer
let elsewhere: RunningProcess
let workers: Workers
let directory: string
let servers: readonly string[]
let readers: readonly Reader[] = []

beforeAll(async () => {
  fixture = await createFixture()
  await pretendDatabaseUpFor(fixture.owner, 3_600_000)
  workers = await employWorkers(fixture)
  directory = await mkdtemp(join(tmpdir(), 'runtruth-agreement-'))
  elsewhere = spawnRuntruth('another server', ['serve', '--port', '0'], {
    cwd: directory,
    env: { DATABASE_URL: fixture.url, RUNTRUTH_DATA_DIR: directory, RUNTRUTH_SECRET: 'a secret of the tests, long enough to be one' },
  })
  here = await serveHttp({ handler: createHttpHandler({ services: fixture.services }), host: '127.0.0.1', port: 0, log: silentLog })
  const other = await eventually('the other server to be ready', 60_000, () => {
    const address = /ready at (http:\S+)/.exec(elsewhere.printed())?.[1]
    return address === undefined ? { seen: elsewhere.printed().slice(-1_000) } : { found: address }
  })
  servers = [here.url, other]
  readers = await Promise.all(Array.from({ length: PAGES }, async (_, number) => await openReader(number)))
})
afterAll(async () => {
  for (const { page } of readers) page.close()
  await here?.close()
  await elsewhere?.kill()
  await workers?.dismiss()
  await fixture?.close()
  if (directory !== undefined) await rm(directory, { recursive: true, force: true })
})

/** Everybody is somebody else. The kinds take turns at every server. */
async function openReader(number: number): Promise<Reader> {
  const kind = KINDS[number % KINDS.length]!
  const { granted, asked, workspace } = kind
  const token = await fixture.tokenWith(fixture[workspace], {
    capabilities: ['operations.view'],
    ...(granted === undefined ? {} : { tenants: [granted] }),
  })
  const url = servers[Math.floor(number / KINDS.length) % servers.length]!
  const page = openPage({ url, workspace, token, ...(asked === undefined ? {} : { tenant: asked }) })
  await page.ready
  return { kind, token, page }
}

/**
 * While a step is held, those who hear of it wait until they were told of what came after. Then one of each kind is cut off,
 * knowing what came later and not what is held; and those come back who have missed a few of these.
 */
function intermission(): (corner: Corner) => Promise<void> {
  const leaving = new Set(readers.filter((_, number) => number % 2 === 1))
  const away: { readonly page: OpenPage; missed: number }[] = []
  return async ({ workspace, name }) => {
    const within = ({ kind }: Reader) => kind.workspace === workspace && kind.sees.includes(name)
    await Promise.all(readers.filter(within).map(async ({ page }) => await page.looks(2)))
    for (const one of away) {
      one.missed += 1
      if (one.missed === AWAY_FOR) one.page.comeBack()
    }
    for (const kind of KINDS) {
      const next = [...leaving].find((reader) => reader.kind === kind && within(reader))
      if (next === undefined) continue
      leaving.delete(next)
      away.push({ page: next.page, missed: 0 })
      next.page.cutOff()
    }
  }
}

async function finishOutside({ workspace }: Corner, id: string, report: object): Promise<void> {
  const told = await fetch(`${servers[1]}/api/v1/workspaces/${workspace}/external/operations/${id}/finished`, {
    method: 'POST',
    headers: { authorization: `Bearer ${fixture[workspace].token}`, 'content-type': 'application/json' },
    body: JSON.stringify(report),
  })
  if (told.status !== 200) throw new Error(`An end was answered ${told.status}: ${await told.text()}`)
}

describe(`${RUNS} operations change at once, out of order, while ${PAGES} browsers listen to two servers, some of them cut off for a while`, () => {
  let ids: ReadonlyMap<string, Corner>
  beforeAll(async () => {
    ids = await playManyRuns({ fixture, workers, runs: RUNS, whileHeld: intermission(), finishOutside })
    for (const { page } of readers) page.comeBack()
  }, 120_000)

  it.each(KINDS)('who sees $sees ends with what the server says', { timeout: 90_000 }, async (kind) => {
    await agree(kind, ids)
  })

  it('nobody was told to read everything anew: what they have, they were sent', () => {
    expect(readers.map(({ page }) => page.readings())).toEqual(readers.map(() => 1))
    expect(readers.filter(({ page }) => page.connections() > 1).length).toBeGreaterThan(PAGES / 4)
  })

  it.each(KINDS)('on no wire of who sees $sees was anything else', (kind) => {
    for (const reader of readers) if (reader.kind === kind) expect(foreignIn(reader.page.wire(), kind, ids)).toEqual([])
  })
})

async function agree(kind: Kind, ids: ReadonlyMap<string, Corner>): Promise<void> {
  const own = readers.filter((reader) => reader.kind === kind)
  const due = [...ids].filter(([, { name }]) => kind.sees.includes(name)).map(([id]) => id)
  await eventually(
    `agreement about ${kind.sees.join(', ')}`,
    60_000,
    async () => {
      const said = await allOf(own[0]!)
      expect(said.map(({ id }) => id).toSorted()).toEqual(due.toSorted())
      const apart = own.flatMap(({ page }) => differences(page, said))
      return apart.length === 0 ? { found: true } : { seen: `${apart.length} differences, first ${apart.slice(0, 3).join('\n')}` }
    },
    250,
  )
}

async function allOf({ kind, token }: Reader): Promise<WireOperation[]> {
  const operations: WireOperation[] = []
  for (let cursor = ''; ;) {
    const query = new URLSearchParams({ limit: '200', include: 'facts', ...(kind.asked === undefined ? {} : { tenant: kind.asked }) })
    if (cursor !== '') query.set('cursor', cursor)
    const told = await fetch(`${servers[0]}/api/v1/workspaces/${kind.workspace}/operations?${String(query)}`, {
      headers: { authorization: `Bearer ${token}` },
    })
    // As the contract has it.
    const page = (await told.json()) as { operations: WireOperation[]; next: string | null }
    operations.push(...page.operations)
    if (page.next === null) return operations
    cursor = page.next
  }
}

/** The usual duration is the server's: it moves with every other end, and is told when it has moved for long enough. */
function differences({ seen, live }: OpenPage, said: readonly WireOperation[]): string[] {
  const mine = new Map(seen().map(({ operation }) => [operation.id, operation]))
  const apart = said.flatMap((theirs) => {
    const own = mine.get(theirs.id)
    mine.delete(theirs.id)
    if (own === undefined) return [`${theirs.id} is not known`]
    const facts = own.facts === undefined ? {} : { facts: { ...own.facts, history: theirs.facts?.history ?? null } }
    const verdict = live.store.judge({ ...own, ...facts }, parseInstant(theirs.verdict.asOf))
    const [ours, other] = [JSON.stringify(comparable(own, verdict)), JSON.stringify(comparable(theirs, theirs.verdict))]
    return ours === other ? [] : [`${theirs.id} is shown as\n${ours}\nand is\n${other}`]
  })
  return [...apart, ...[...mine.keys()].map((id) => `${id} is shown and is not there`)]
}

function comparable(operation: WireOperation, { evidence, asOf: _asOf, nextChangeAt: _next, ...verdict }: Verdict): unknown {
  const { facts: _facts, verdict: _verdict, ...rest } = operation
  return { ...rest, verdict, evidence: evidence.map(({ signal, checked, supports }) => [signal, checked, supports]) }
}

/** What was on a wire and is of a corner that this reader does not see: ids, names, workers, each with what stood around it. */
function foreignIn(wire: string, kind: Kind, ids: ReadonlyMap<string, Corner>): string[] {
  const others = CORNERS.filter(({ name }) => !kind.sees.includes(name))
  const around = (at: number) => wire.slice(Math.max(0, at - 80), at + 80)
  const names = [...others.map(({ name }) => name), kind.workspace === 'acme' ? 'globex' : 'acme']
  const found = names.map((name) => wire.search(new RegExp(`\\b${name}\\b|-of-${name}`)))
  const boots = [...workers.bootIds].map(([bootId, corner]) => (others.includes(corner) ? wire.indexOf(bootId) : -1))
  const strangers = [...wire.matchAll(IDS)].filter(([id]) => !kind.sees.includes(ids.get(id)?.name ?? '')).map(({ index }) => index)
  return [...found, ...boots, ...strangers].filter((at) => at >= 0).map(around)
}
