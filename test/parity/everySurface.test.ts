import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createHttpHandler } from '../../src/http/index.ts'
import { findForbidden } from '../../src/truth/index.ts'
import { LIFECYCLES, type Verdict } from '../../src/truth/verdict.ts'
import { callInside } from '../cli/callCli.ts'
import { holdSession, insertRunHistory, insertWorkerHistory, pretendDatabaseUpFor } from '../support/factories.ts'
import { createFixture, type Fixture } from '../support/fixture.ts'
import { createTempDir, type TempDir } from '../support/tempDir.ts'
import { alive, gone, HISTORIES, silent } from './histories.ts'

/** The shape is the product's own promise and has its tests; here it only has to be there. */
const verdictShape = z.custom<Verdict>((value) => typeof value === 'object' && value !== null && 'headline' in value)
const operationShape = z.looseObject({ id: z.string(), verdict: verdictShape })
const pageShape = z.looseObject({ operations: z.array(operationShape) })

/** What every surface said about one history. */
interface Said {
  readonly id: string
  readonly cell: readonly [string, string]
  /** Parsed verdicts, by surface. */
  readonly verdicts: Readonly<Record<string, Verdict>>
  /** What people read, by surface. */
  readonly texts: Readonly<Record<'list' | 'show' | 'judge', string>>
  /** Standard output of `show --verdict` and of `judge --json` on the facts of that very look. */
  readonly bytes: readonly [string, string]
}

let fixture: Fixture
let scratch: TempDir
let sessions: pg.Client
let said: readonly Said[]

beforeAll(async () => {
  fixture = await createFixture()
  scratch = await createTempDir('parity')
  const { owner, acme } = fixture
  await pretendDatabaseUpFor(owner, 3_600_000)
  // A beat a minute, so that it does not fall silent while the surfaces are compared.
  await insertWorkerHistory(owner, { name: alive.worker, bootId: alive.bootId, heartbeatEveryMs: 60_000 })
  await insertWorkerHistory(owner, { name: silent.worker, bootId: silent.bootId, heartbeatAgoMs: 48_000 })
  await insertWorkerHistory(owner, { name: gone.worker, bootId: gone.bootId, heartbeatAgoMs: 60_000 })
  sessions = new pg.Client({ connectionString: fixture.url })
  await sessions.connect()
  await holdSession(sessions, alive.worker)
  await holdSession(sessions, silent.worker)
  const cases: { id: string; cell: readonly [string, string] }[] = []
  for (const lifecycle of LIFECYCLES) {
    for (const [freshness, histories] of Object.entries(HISTORIES[lifecycle])) {
      for (const history of histories) {
        const { id } = await insertRunHistory(owner, acme, { ...history, tenant: 'contoso', identity: `history ${cases.length}` })
        cases.push({ id, cell: [lifecycle, freshness] })
      }
    }
  }
  // The first reader notes since when a job is missing, and that is proof after some seconds only.
  await cli('list', '--workspace', 'acme')
  await owner.query(`update runtruth.missing_jobs set first_missed_at = first_missed_at - interval '1 minute'`)
  said = await askEverywhere(cases)
}, 180_000)
afterAll(async () => {
  await sessions?.end()
  await fixture?.close()
  await scratch?.remove()
})

async function askEverywhere(cases: readonly { readonly id: string; readonly cell: readonly [string, string] }[]): Promise<Said[]> {
  const handler = createHttpHandler({ services: fixture.services })
  const api = async (path: string): Promise<unknown> => {
    const response = await handler.fetch(
      new Request(`http://localhost/api/v1/workspaces/acme${path}`, { headers: { authorization: `Bearer ${fixture.acme.token}` } }),
    )
    expect(response.status, path).toBe(200)
    return await response.json()
  }
  const page = await api('/operations?limit=200')
  const listed: unknown = JSON.parse(await cli('list', '--workspace', 'acme', '--limit', '200', '--json'))
  const lines = (await cli('list', '--workspace', 'acme', '--limit', '200')).split('\n')
  const all: Said[] = []
  for (const { id, cell } of cases) {
    const file = join(scratch.path, `${id}.json`)
    const factsOfApi = JSON.stringify(await api(`/operations/${id}/facts`))
    const shown = await cli('show', id, '--verdict', '--facts-to', file)
    all.push({
      id,
      cell,
      verdicts: {
        'API page': verdictIn(page, id),
        'API detail': operationShape.parse(await api(`/operations/${id}`)).verdict,
        'list --json': verdictIn(listed, id),
        'show --json': operationShape.parse(JSON.parse(await cli('show', id, '--json'))).verdict,
        'show --verdict': verdictShape.parse(JSON.parse(shown)),
        'judge of the facts of the API': verdictShape.parse(JSON.parse(await cli('judge', '-', '--json', factsOfApi))),
      },
      texts: {
        list: lines.find((line) => line.includes(`#${id} `)) ?? '',
        show: (await cli('show', id)).split('\nTimeline')[0] ?? '',
        judge: await cli('judge', file),
      },
      bytes: [shown, await cli('judge', file, '--json')],
    })
  }
  return all
}

/** Standard output of a call that must succeed. Facts for `judge -` stand last and go to standard input. */
async function cli(...words: readonly string[]): Promise<string> {
  const stdin = words.includes('-') ? (words.at(-1) ?? '') : ''
  const args = stdin === '' ? words : words.slice(0, -1)
  const answer = await callInside(args, { cwd: scratch.path, env: { DATABASE_URL: fixture.url }, stdin })
  expect(answer, args.join(' ')).toMatchObject({ code: 0, stderr: '' })
  return answer.stdout
}

function verdictIn(page: unknown, id: string): Verdict {
  const found = pageShape.parse(page).operations.find((operation) => operation.id === id)
  if (found === undefined) throw new Error(`Operation ${id} is not on the page.`)
  return found.verdict
}

/** Ages, and the instant a session was last seen missing, are all that two looks at an operation may differ in. */
function timeless(text: string): string {
  return text.replace(/\d+ (?:ms|s|min|h|d)\b(?: \d+ (?:s|min|h)\b)?/g, '…').replace(/ended by \d\d:\d\d:\d\d/g, 'ended by …')
}

function wordsOf({ lifecycle, freshness, problem, reason, headline, guidance, nextStep }: Verdict) {
  return { lifecycle, freshness, problem, reason, headline, guidance: timeless(guidance), nextStep }
}

/** Every text of a verdict that people read, without its codes. */
function textIn({ headline, guidance, nextStep, progress, duration, evidence }: Verdict): string {
  return [
    headline,
    guidance,
    nextStep?.label,
    progress.label,
    duration.label,
    ...evidence.flatMap(({ observed, threshold }) => [observed, threshold]),
  ].join('\n')
}

describe('one verdict on every surface', () => {
  it('each history stands in the cell it was written for', () => {
    for (const { id, cell, verdicts } of said) {
      const { lifecycle, freshness } = verdicts['API page'] ?? {}
      expect([lifecycle, freshness], `operation ${id}`).toEqual(cell)
    }
  })

  it('API, command line and judge give the same verdict, reason, headline, guidance and next step', () => {
    for (const { id, verdicts } of said) {
      const [first, ...others] = Object.entries(verdicts)
      for (const [surface, verdict] of others) expect(wordsOf(verdict), `${surface} of ${id}`).toEqual(first && wordsOf(first[1]))
    }
  })

  it('the text of list, show and judge has the headline first, and show and judge the whole guidance', () => {
    for (const { id, verdicts, texts } of said) {
      const { headline, guidance } = wordsOf(verdictOf(verdicts))
      // Behind the mark, which is a shape and no word.
      expect(texts.list.slice(2).startsWith(`${headline}  `), `list of ${id}: ${texts.list}`).toBe(true)
      expect(texts.show.slice(2).startsWith(`${headline}  #${id} `), `show of ${id}: ${texts.show}`).toBe(true)
      expect(timeless(texts.show), `show of ${id}`).toContain(`\n${guidance}\n`)
      expect(timeless(texts.judge).slice(2).startsWith(`${headline}\n${guidance}\n`), `judge of ${id}: ${texts.judge}`).toBe(true)
    }
  })

  it('judge gives the verdict of a look again from its facts, byte for byte', () => {
    for (const { id, bytes } of said) expect(bytes[1], `operation ${id}`).toBe(bytes[0])
  })

  it('no surface says a word that the cell may not say', () => {
    for (const { id, verdicts, texts } of said) {
      const { freshness } = verdictOf(verdicts)
      const all = { ...texts, ...Object.fromEntries(Object.entries(verdicts).map(([surface, verdict]) => [surface, textIn(verdict)])) }
      for (const [surface, text] of Object.entries(all)) expect(findForbidden(text, freshness), `${surface} of ${id}: ${text}`).toEqual([])
    }
  })
})

function verdictOf(verdicts: Said['verdicts']): Verdict {
  const [first] = Object.values(verdicts)
  if (first === undefined) throw new Error('No surface was asked.')
  return first
}
