import process from 'node:process'
import { parseArgs } from 'node:util'
import { hub } from './hub.ts'
import { kill } from './kill.ts'
import { mirror } from './mirror.ts'
import { race } from './time-to-truth/race.ts'
import { screens } from './screens.ts'
import { asText, type Bench } from './support/benchReport.ts'
import { loadBefore, machineFacts } from './support/machineFacts.ts'
import { writeReport } from './support/writeReport.ts'
import { soak } from './soak.ts'
import { track } from './track.ts'
import { throughput } from './throughput.ts'
import { verdict } from './verdict.ts'

const BENCHES = { verdict, screens, hub, throughput, kill, mirror, track, soak, race } as const satisfies Record<string, Bench>
type BenchName = keyof typeof BENCHES

const HELP = `npm run bench -- [${Object.keys(BENCHES).join('|')} …] [--write] [--keep]

Without a name: all of them. --write puts the tables into docs/benchmarks.md. --keep leaves the seeded ledger for the next run.
`

function readNames(given: readonly string[]): BenchName[] {
  // Object.keys forgets the names it was given.
  const known = Object.keys(BENCHES) as BenchName[]
  const unknown = given.filter((name) => !known.some((one) => one === name))
  if (unknown.length > 0) throw new Error(`There is no benchmark ${unknown.join(', ')}. Known are ${known.join(', ')}.`)
  return given.length === 0 ? known : known.filter((name) => given.includes(name))
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      write: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(HELP)
    return
  }
  for (const name of readNames(positionals)) {
    const load = loadBefore()
    const report = await BENCHES[name]({ keep: values.keep, progress: (text) => process.stderr.write(`${name}: ${text}\n`) })
    const machine = `${machineFacts(report.postgresVersion)} · ${load}`
    process.stdout.write(`\n${name} — ${machine}\n\n${asText(report)}\n`)
    if (values.write) await writeReport(name, report, machine)
  }
}

await main()
