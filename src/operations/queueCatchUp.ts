import { z } from 'zod'
import type { Clock } from '../clock.ts'
import type { Database } from '../db/database.ts'
import { adoptSource, advanceDiscovery, beginDiscovery, selectClock } from '../ledger/sql/sources.ts'
import type { Log } from '../log.ts'
import type { Discovered, SourceDesk, SourceReader } from '../sources/contract.ts'
import { createMirror } from '../sources/mirror/createMirror.ts'
import { ledgerWord } from '../sources/mirror/ledgerWord.ts'
import { defineOperation, type OperationDefinition } from '../work/defineOperation.ts'
import { OperationBlocked } from '../work/operationFailure.ts'

export interface CatchUpServices {
  readonly db: Database
  readonly clock: Clock
  readonly log: Log
  readonly sources: SourceDesk
}

export const CATCH_UP = 'queue.catch-up'

/**
 * A page is one write for each workspace; between two of them a cancellation is heard, and a killed process goes on from there.
 * Larger: that is heard later, and others wait longer for the rows it writes. Smaller: more of the time is waiting for commits.
 */
const PAGE = 1_000
/** Workers and the queue's clock are looked at so often, not for every page. */
const LOOK_EVERY_MS = 1_000

/** Reads everything somebody else's queue holds: once when it is adopted, and again when something may have been missed. */
export function queueCatchUp(services: CatchUpServices): OperationDefinition {
  const { db, sources } = services
  return defineOperation({
    type: CATCH_UP,
    label: 'Queue catch-up',
    lifecycle: { queuedWindow: '10m', runningWindow: '6h', reportsEvery: '1m' },
    input: z.strictObject({ source: z.string() }),
    identity: ({ source }) => [source],
    // A page more or less changes nothing, so whoever takes over goes on where the last page was done.
    attempts: { max: 5, backoff: '2s' },
    retry: 'safe',
    requires: 'operations.reconcile',
    async run({ input, workspace, signal, progress }) {
      const source = sources.find(input.source)
      // Its progress counts jobs of all workspaces, so it is told in the one that the source itself belongs to.
      if (!source || source.workspace !== workspace) {
        throw new OperationBlocked('source_unknown', `This workspace has no source ${JSON.stringify(input.source)}.`)
      }
      const reader = sources.reader(source)
      const mirror = createMirror(services, source)
      const begun = await db.asSystem(async (tx) => ({
        adopted: await tx.row(adoptSource(source.name, source.kind, source.control)),
        discovery: await tx.row(beginDiscovery(source.name)),
      }))
      if (!begun.adopted || !begun.discovery) throw new Error('A source that is adopted answers its row.')
      const { adoptedAt } = begun.adopted
      let { cursor } = begun.discovery
      let processed = Number(begun.discovery.discovered)
      const totals = await reader.totals()
      const total = Object.values(totals).reduce((sum, count) => sum + count, 0)
      progress({ processed, total: Math.max(total, processed) })
      const readPage = pagesOf(services, reader)
      let reading = readPage(cursor)
      do {
        signal.throwIfAborted()
        const { page, askedAt, offsetMs } = await reading
        cursor = page.cursor
        // The next page is read while this one is written.
        if (cursor !== null) reading = readPage(cursor)
        await mirror.apply(
          page.words.map((word) => ledgerWord(source, word, offsetMs)),
          { askedAt, adoptedAt },
        )
        const done = await db.asSystem(async (tx) => await tx.row(advanceDiscovery(source.name, page.cursor, page.words.length)))
        processed = Number(done?.discovered ?? processed)
        progress({ processed, total: Math.max(total, processed) })
      } while (cursor !== null)
      return { counts: { processed, total: Math.max(total, processed) } }
    },
  })
}

interface ReadPage {
  readonly page: Discovered
  readonly askedAt: Date
  readonly offsetMs: number
}

/** Reads pages, each dated by the ledger's clock from before it was read. */
function pagesOf({ db, clock }: CatchUpServices, reader: SourceReader): (cursor: string | null) => Promise<ReadPage> {
  let offset: { readonly ms: number; readonly untilMs: number } | undefined
  async function read(cursor: string | null): Promise<ReadPage> {
    const askedAt = (await db.asSystem(async (tx) => await tx.row(selectClock())))?.now
    if (!askedAt) throw new Error('The database has a clock.')
    if (offset === undefined || clock.monotonicMs() > offset.untilMs) {
      const { now } = await reader.look()
      offset = { ms: askedAt.getTime() - now.getTime(), untilMs: clock.monotonicMs() + LOOK_EVERY_MS }
    }
    return { page: await reader.discover(cursor, PAGE), askedAt, offsetMs: offset.ms }
  }
  return (cursor) => {
    const reading = read(cursor)
    // Awaited when the page before it is written; if that fails, nobody asks how this went.
    reading.catch(() => {})
    return reading
  }
}
