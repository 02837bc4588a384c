import type { QueryKey } from '@tanstack/react-query'
import { renderToString } from 'react-dom/server'
import type { ConsoleDrawing, DrawnPage } from '../../../src/http/console/drawing.ts'
import { formatInstant, parseInstant } from '../../../src/truth/index.ts'
import { createQueryClient } from '../api/createQueryClient.ts'
import { placeQuery, sessionQuery, unreadQuery } from '../api/queries.ts'
import { drawnFor } from '../around.ts'
import { Console } from '../Console.tsx'
import { secondsClockOf } from '../model/instants.ts'
import { segmentOf } from '../model/pages.ts'
import { READER_COOKIE, readReader, writeReader } from '../model/reader.ts'
import { hubQueries } from '../routes/hub/hubQueries.ts'
import { readView } from '../routes/hub/model/hubView.ts'
import { keepAnswers, writeTold, type Told } from './told.ts'

/** The hub is drawn on the server, so that its rows are on the screen before the script has begun. */
export const drawing: ConsoleDrawing = {
  readerCookie: READER_COOKIE,
  ask: (page) => {
    const [, workspace] = /^\/admin\/workspaces\/([^/]+)\/operations$/.exec(page.path) ?? []
    const reader = readReader(page.reader ?? '')
    if (workspace === undefined || reader === null) return null
    const around = { base: page.base, reader }
    const asked = drawnFor({ ...around, base: '' }, () =>
      hubQuestions(segmentOf(workspace), page).map(({ question, needed }) => ({ key: question.queryKey, path: question.url(), needed })),
    )
    return {
      questions: asked,
      draw: (answers) => {
        const known = asked.flatMap(({ key }, index): [QueryKey, unknown][] => {
          const text = answers[index] ?? null
          return text === null ? [] : [[key, JSON.parse(text)]]
        })
        const told: Told = { asOfMs: Math.max(...known.map(([, data]) => asOfMs(data))), reader: writeReader(reader), answers: known }
        const client = createQueryClient()
        keepAnswers(client, told, told.asOfMs)
        const address = { path: page.base + page.path, search: page.search }
        return drawnFor(around, () => ({
          theme: reader.theme === 'system' ? '' : reader.theme,
          html: renderToString(<Console client={client} readNow={() => told.asOfMs} told={null} address={address} />),
          asleep: `This page is not live yet. It shows what was known at ${secondsClockOf(formatInstant(told.asOfMs))}.`,
          data: writeTold(told),
        }))
      },
    }
  },
}

interface Asked {
  readonly question: { readonly queryKey: QueryKey; url(): string }
  readonly needed: boolean
}

function hubQuestions(workspace: string, { search, nowMs }: DrawnPage): readonly Asked[] {
  const { list, counts, lost, stale, followUp } = hubQueries(workspace, readView(search), () => nowMs)
  const needed = [placeQuery(workspace), list, counts, lost, stale, followUp]
  const wanted = [sessionQuery(), unreadQuery(workspace)]
  return [...needed.map((question) => ({ question, needed: true })), ...wanted.map((question) => ({ question, needed: false }))]
}

/** The time of the database, where an answer tells it. */
function asOfMs(data: unknown): number {
  if (typeof data !== 'object' || data === null || !('asOf' in data)) return Number.NEGATIVE_INFINITY
  return typeof data.asOf === 'string' ? parseInstant(data.asOf) : Number.NEGATIVE_INFINITY
}
