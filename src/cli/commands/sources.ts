import { listSources, type SourceLine } from '../../ledger/listSources.ts'
import { formatAge } from '../../truth/durations.ts'
import type { Call } from '../command.ts'
import { writeJson } from '../render/answer.ts'
import { renderTable, type Cell } from '../render/table.ts'
import { withSession } from '../session.ts'
import type { config, json } from './flags.ts'

const COLUMNS = [
  { title: 'SOURCE' },
  { title: 'KIND' },
  { title: 'LOOKED AT' },
  { title: 'OPEN' },
  { title: 'REFUSED' },
  { title: 'CATCH-UP' },
  { title: 'REFUSED BECAUSE', flexible: true },
] as const

const CATCH_UPS = { wanted: 'to be begun', under_way: 'under way', done: 'done' } as const

/** One line for each of somebody else's queues: those of the config, and those the ledger knows besides. */
export async function sources({ flags, io }: Call<{ config: typeof config; json: typeof json }>): Promise<number> {
  return await withSession(io, { config: { named: flags.config } }, async ({ services, config: loaded, requireOperator }) => {
    requireOperator('A source')
    const lines = await services.db.asSystem(listSources)
    for (const { name, kind } of loaded.sources ?? []) {
      if (!lines.some((line) => line.name === name)) lines.push({ ...NEVER, name, kind })
    }
    lines.sort((a, b) => (a.name < b.name ? -1 : 1))
    if (flags.json) writeJson(io, { sources: lines })
    else if (lines.length === 0) io.out.write('No sources: neither the config nor the ledger names one.\n')
    else io.out.write(`${renderTable(io.out, COLUMNS, lines.map(cellsOf), io.out.columns()).join('\n')}\n`)
    return 0
  })
}

const NEVER = { lookedAgoMs: null, followed: false, open: 0, refused: 0, refusedBecause: null, catchUp: 'wanted', discovered: 0 } as const

function cellsOf(line: SourceLine): Cell[] {
  const looked = line.lookedAgoMs === null ? 'never' : `${formatAge(line.lookedAgoMs)} ago`
  return [
    { text: line.name },
    { text: line.kind },
    { text: looked, tone: line.followed ? 'plain' : 'red' },
    { text: String(line.open) },
    { text: String(line.refused), tone: line.refused > 0 ? 'yellow' : 'plain' },
    { text: `${CATCH_UPS[line.catchUp]}, ${line.discovered} jobs read` },
    { text: line.refusedBecause ?? '' },
  ]
}
