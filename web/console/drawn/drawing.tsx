import type { QueryKey } from '@tanstack/react-query'
import { renderToString } from 'react-dom/server'
import type { WireCounts } from '../../../src/http/contract.ts'
import type { ConsoleDrawing, Drawn, DrawnAnswer, DrawnPage, DrawnQuestion } from '../../../src/http/console/drawing.ts'
import { formatInstant, parseInstant } from '../../../src/truth/index.ts'
import { createQueryClient } from '../api/createQueryClient.ts'
import { placeQuery, sessionQuery, unreadQuery } from '../api/queries.ts'
import type { Question } from '../api/question.ts'
import { drawnFor, type Around } from '../around.ts'
import { Console } from '../Console.tsx'
import { secondsClockOf } from '../model/instants.ts'
import { segmentOf } from '../model/pages.ts'
import { READER_COOKIE, readReader, writeReader, type Reader } from '../model/reader.ts'
import { candidatesFor, hubQueries } from '../routes/hub/hubQueries.ts'
import { readView } from '../routes/hub/model/hubView.ts'
import { keepAnswers, writeTold, type Told } from './told.ts'

/** The hub is drawn on the server, so that its rows are on the screen before the script has begun. */
export const drawing: ConsoleDrawing = {
  readerCookie: READER_COOKIE,
  begin: (page) => {
    const [, segment] = /^\/admin\/workspaces\/([^/]+)\/operations$/.exec(page.path) ?? []
    const reader = readReader(page.reader ?? '')
    if (segment === undefined || reader === null) return null
    return {
      theme: reader.theme === 'system' ? '' : reader.theme,
      draw: () => drawHub(segmentOf(segment), page, reader),
    }
  },
}

function* drawHub(workspace: string, page: DrawnPage, reader: Reader): Asking<Drawn | null> {
  const around = { base: page.base, reader }
  const answers = yield* hubAnswers(workspace, page, around)
  if (answers === null) return null
  const told: Told = { asOfMs: Math.max(...answers.map(([, data]) => asOfMs(data))), reader: writeReader(reader), answers }
  const client = createQueryClient()
  keepAnswers(client, told, told.asOfMs)
  const address = { path: page.base + page.path, search: page.search }
  return drawnFor(around, () => ({
    html: renderToString(<Console client={client} readNow={() => told.asOfMs} told={null} address={address} />),
    asleep: `This page is not live yet. It shows what was known at ${secondsClockOf(formatInstant(told.asOfMs))}.`,
    data: writeTold(told),
  }))
}

type Asking<T> = Generator<readonly DrawnQuestion[], T, readonly DrawnAnswer[]>
type Answers = Told['answers']
type Asked = Pick<Question<unknown, QueryKey>, 'queryKey' | 'url'>

/** Null without those that a hub is made of. */
function* hubAnswers(workspace: string, { search, nowMs }: DrawnPage, around: Around): Asking<Answers | null> {
  const asked = hubQueries(workspace, readView(search), () => nowMs)
  const needed = [placeQuery(workspace), asked.list, asked.counts]
  const answers = yield* ask([...needed, sessionQuery(), unreadQuery(workspace)], around)
  const has = ({ queryKey }: Asked) => answers.some(([key]) => key === queryKey)
  if (!needed.every(has)) return null
  const counts = answers.find(([key]) => key === asked.counts.queryKey)?.[1] as WireCounts // as the API has it
  const first = candidatesFor(counts).map((kind) => asked[kind])
  const more = yield* ask(first, around)
  return more.length < first.length ? null : [...answers, ...more]
}

/** What was not answered is left out. */
function* ask(questions: readonly Asked[], around: Around): Asking<Answers> {
  const texts = yield drawnFor({ ...around, base: '' }, () => questions.map(({ url }) => url()))
  return questions.flatMap(({ queryKey }, index) => {
    const text = texts[index] ?? null
    return text === null ? [] : [[queryKey, JSON.parse(text)] as const]
  })
}

/** The time of the database, where an answer tells it. */
function asOfMs(data: unknown): number {
  if (typeof data !== 'object' || data === null || !('asOf' in data)) return Number.NEGATIVE_INFINITY
  return typeof data.asOf === 'string' ? parseInstant(data.asOf) : Number.NEGATIVE_INFINITY
}
