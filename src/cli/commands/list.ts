import { tenantInScope } from '../../access/grants.ts'
import { RuntruthError } from '../../errors.ts'
import type { Page, RunFilters } from '../../ledger/filters.ts'
import type { RunList } from '../../ledger/listRuns.ts'
import { readList } from '../../ledger/readList.ts'
import { cursorId, writeCursor } from '../../ledger/pageCursor.ts'
import { listToWire } from '../../ledger/wire.ts'
import type { RunOutcome, RunStatus } from '../../truth/facts.ts'
import { formatClock } from '../../truth/instants.ts'
import type { FreshnessState, ProblemClass } from '../../truth/verdict.ts'
import { follow, type Sight } from '../follow.ts'
import type { Io } from '../io.ts'
import { writeJson } from '../render/answer.ts'
import { openLiveBlock } from '../render/liveBlock.ts'
import { listSummary } from '../render/listSummary.ts'
import { detailOf, operationTable } from '../render/operationTable.ts'
import { printable } from '../render/printable.ts'
import { withSession } from '../session.ts'

interface ListFlags {
  readonly workspace: string | undefined
  readonly tenant: string | undefined
  readonly problem: ProblemClass | undefined
  readonly status: RunStatus | undefined
  readonly outcome: RunOutcome | undefined
  readonly freshness: FreshnessState | undefined
  readonly type: string | undefined
  readonly initiator: string | undefined
  readonly q: string | undefined
  readonly cursor: string | undefined
  readonly limit: number | undefined
  readonly watch: boolean
  readonly json: boolean
}

const DEFAULT_LIMIT = 50
const WATCH_EVERY_MS = 2_000

export async function list({ flags, io }: { readonly flags: ListFlags; readonly io: Io }): Promise<number> {
  if (flags.watch && flags.json)
    throw new RuntruthError('invalid_input', '--watch is for people and --json for machines. Leave one of them out.')
  const before = flags.cursor === undefined ? undefined : cursorId('before', flags.cursor)
  if (flags.cursor !== undefined && before === undefined) {
    throw new RuntruthError('invalid_input', `--cursor is ${JSON.stringify(flags.cursor)}. Expected the \`next\` of an earlier page.`)
  }
  return await withSession(io, {}, async ({ services, standIn }) => {
    const { place, scope } = await standIn(flags.workspace)
    const filters = filtersOf(flags, tenantInScope(place, scope, flags.tenant)?.id)
    const page: Page = { limit: flags.limit ?? DEFAULT_LIMIT, ...(before === undefined ? {} : { before }) }
    const read = async (): Promise<RunList> => {
      const observation = await services.observer.observe()
      return await readList(services.db, scope, observation, filters, page)
    }
    const frame: Frame = {
      workspace: place.workspace.name,
      empty:
        Object.keys(filters).length === 0
          ? `No operations yet. Start one: runtruth run TYPE --workspace ${place.workspace.slug}`
          : 'No operation matches.',
    }
    if (flags.watch) return await watch(io, frame, read)
    const found = await read()
    if (flags.json) writeJson(io, listToWire(place.workspace.slug, found))
    else
      io.out.write(
        `${linesOf(io, frame, { asOf: found.asOf.toISOString(), runs: found.runs, lastHeardAt: null }, writeCursor('before', found.next)).join('\n')}\n`,
      )
    return 0
  })
}

function filtersOf(flags: ListFlags, tenantId: number | undefined): RunFilters {
  const { status, outcome, type, initiator, q: text, problem, freshness } = flags
  const given = { tenantId, status, outcome, type, initiator, text, problem, freshness }
  // Absent means any, and undefined is not absent.
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}

async function watch(io: Io, frame: Frame, read: () => Promise<RunList>): Promise<number> {
  const block = openLiveBlock(io.out)
  try {
    await follow({
      clock: io.clock,
      everyMs: WATCH_EVERY_MS,
      signal: io.whenAskedToStop(),
      read,
      show: (sight) => {
        block.draw(linesOf(io, frame, sight, null), essenceOf(sight))
        return false
      },
    })
  } finally {
    block.end()
  }
  return 0
}

/** What stands around the operations, whichever they are. */
interface Frame {
  readonly workspace: string
  /** Said where there are none. */
  readonly empty: string
}

function linesOf(io: Io, { workspace, empty }: Frame, { asOf, runs, lastHeardAt }: Sight, next: string | null): string[] {
  const asOfMs = Date.parse(asOf)
  return [
    io.out.paint('bold', printable(`Operations — ${workspace}`)) + io.out.paint('dim', `  as of ${formatClock(asOfMs, asOfMs)} UTC`),
    ...(lastHeardAt === null
      ? []
      : [
          io.out.paint(
            'yellow',
            `Connection lost, last heard ${formatClock(Date.parse(lastHeardAt), asOfMs)} UTC. Verdicts continue from what was known.`,
          ),
        ]),
    ...(runs.length === 0 ? [empty] : [listSummary(io.out, runs), ...operationTable(io.out, runs, io.out.columns())]),
    ...(next === null ? [] : [io.out.paint('dim', `More: --cursor ${next}`)]),
  ]
}

/** A pipe is told what has changed, not that time goes by: sentences hold ages, so the verdict's codes stand for them. */
function essenceOf({ runs, lastHeardAt }: Sight): string {
  return JSON.stringify([
    lastHeardAt,
    runs.map(({ run, verdict }) => [
      run.id,
      verdict.headline,
      verdict.reason,
      run.attempt,
      verdict.problem === 'none' && verdict.progress.live ? detailOf(verdict) : null,
    ]),
  ])
}
