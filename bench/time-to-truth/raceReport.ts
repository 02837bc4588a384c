import type { BenchReport } from '../support/benchReport.ts'
import { percentile } from '../support/measure.ts'
import { judgeRace } from './judgeRace.ts'
import { LINGER_MS, LOOK_EVERY_MS, PATIENCE_MS, type Told } from './listen.ts'
import { raceChart, type Bar } from './raceChart.ts'
import { aliveIn, toldIn, type RaceRow, type SurfaceName } from './raceRow.ts'
import type { Kill } from './runLane.ts'
import { SETUPS, SURVIVORS } from './setups.ts'

export function raceReport(kills: readonly Kill[], postgresVersion: string): BenchReport {
  const rows: RaceRow[] = SETUPS.flatMap((setup) =>
    SURVIVORS.map((survivor) => ({ setup, survivor, kills: kills.filter((one) => one.setup === setup && one.survivor === survivor) })),
  )
  const phases = [...new Set(kills.map(({ phaseMs }) => phaseMs / 1_000))].join(', ')
  return {
    chart: { name: 'race.svg', svg: raceChart(rows.flatMap(barsOf), PATIENCE_MS / 1_000) },
    columns: [
      'queue',
      'left alive',
      'its own view: first honest word',
      'wrong reassurance',
      'shown',
      'closed, with its reason',
      'Runtruth: first honest word',
      'wrong reassurance',
      'shown',
      'closed, with its reason',
    ],
    rows: rows.map((row) => [
      `${row.setup.title}${row.setup.tracked ? ', **tracked**' : ''}`,
      aliveIn(row),
      ...cellsOf(row, 'view'),
      ...cellsOf(row, 'runtruth'),
    ]),
    notes: [
      `Seconds after SIGKILL, median of the kills and in brackets the slowest. Workers had the job for ${phases} s when they were killed; every surface was asked every ${LOOK_EVERY_MS} ms for ${PATIENCE_MS / 1_000} s, or until ${LINGER_MS / 1_000} s after all had spoken. What had not come by then is "never seen", and what is known of it is said below.`,
      'A word is honest when it is anything but that the job is being worked on: another state, a counted stall, a second attempt, a suspicion, a reason. Wrong reassurance is the time in which a surface said that it is being worked on and nothing against it, while nobody worked on it; where bull-board says of the queue that it has no workers, it ends there.',
      'With a survivor, two workers serve the queue from the beginning, and whichever takes the job is killed. The job never ends by itself. Dashboards, API and `runtruth reconcile` stay; Runtruth looks from the same machine.',
      'BullMQ advises to leave its lock and check as they are; the faster ones here are a third and a sixth of them. The shortest heartbeat that pg-boss takes is 10 s. Workers of BullMQ have no names, as by default.',
      'Graphile Worker, and pg-boss 12.33 without a heartbeat, keep nothing that speaks of a worker: there the mapping declares a running window of 1 min and Runtruth says "Likely stale" when it ends, of a living worker as well. In all other rows the window is 10 min and plays no part.',
      ...judgeRace(rows),
      ...knownOf(rows),
    ],
    postgresVersion,
  }
}

function barsOf(row: RaceRow): Bar[] {
  const { setup } = row
  const bar = (surface: SurfaceName, name: string): Bar => ({
    label: `${setup.title}: ${name}`,
    alive: row.survivor,
    ours: surface === 'runtruth',
    seconds: toldIn(row, surface).map(({ honestMs }) => (honestMs === null ? null : honestMs / 1_000)),
  })
  const ours = bar('runtruth', setup.tracked ? 'Runtruth, tracked' : 'Runtruth')
  return setup.view === null ? [ours] : [bar('view', setup.view), ours]
}

function cellsOf(row: RaceRow, surface: SurfaceName): string[] {
  if (surface === 'view' && row.setup.view === null) return ['–', '–', '–', '–']
  const tolds = toldIn(row, surface)
  const missing = row.kills.filter(({ outcome }) => outcome === null)
  const incomplete = missing.length === 0 ? '' : ` (${missing.length} of ${row.kills.length} kills not measured)`
  if (tolds.length === 0) return [`not measured: ${missing[0]?.failure ?? 'no kill'}`, '', '', '']
  return [
    spread(tolds.map(({ honestMs }) => honestMs ?? Infinity)) + incomplete,
    spread(tolds.map(({ honestMs, reassuredMs }) => (honestMs === null && reassuredMs >= PATIENCE_MS ? Infinity : reassuredMs))),
    shownBy(tolds),
    closedBy(tolds),
  ]
}

function spread(times: readonly number[]): string {
  if (times.every((time) => time === Infinity)) return `never seen (> ${PATIENCE_MS / 1_000} s)`
  return `${seconds(percentile(times, 0.5))} (${seconds(Math.max(...times))})`
}

function seconds(ms: number): string {
  return ms === Infinity ? `> ${PATIENCE_MS / 1_000} s` : `${(ms / 1_000).toFixed(1)} s`
}

/** Of the kill it told soonest of. */
function shownBy(tolds: readonly Told[]): string {
  const [first] = tolds.toSorted((a, b) => (a.honestMs ?? Infinity) - (b.honestMs ?? Infinity))
  const noWorkers = tolds.flatMap(({ noWorkersMs }) => noWorkersMs ?? [])
  const ofQueue = noWorkers.length === 0 ? '' : `; of the queue, that it has no workers, after ${seconds(percentile(noWorkers, 0.5))}`
  const word = first?.word ?? null
  if (word === null) return `"${first?.before ?? ''}"${ofQueue}`
  return `"${word.said}"${word.evidence === null ? ', no reason' : `: ${word.evidence}`}${ofQueue}`
}

function closedBy(tolds: readonly Told[]): string {
  const ended = tolds.flatMap(({ endedMs }) => endedMs ?? [])
  const reason = tolds.find(({ endedMs }) => endedMs !== null)?.ended
  return ended.length === 0 ? 'not while listened to' : `${seconds(percentile(ended, 0.5))}: ${reason ?? ''}`
}

/** Why what was never seen would come when it does. */
function knownOf(rows: readonly RaceRow[]): string[] {
  const known = new Map<string, Set<string>>()
  for (const row of rows) {
    const { viewKnown, title } = row.setup
    if (toldIn(row, 'view').some(({ honestMs }) => honestMs === null)) known.set(viewKnown, (known.get(viewKnown) ?? new Set()).add(title))
  }
  return [...known].map(([why, titles]) => `Never seen (${[...titles].join('; ')}): ${why}`)
}
