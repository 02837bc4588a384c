import { aliveIn, toldIn, type RaceRow } from './raceRow.ts'

const PROMISED_MS = 4_000

/** The promises, held against what was measured; a miss is said like everything else. */
export function judgeRace(rows: readonly RaceRow[]): string[] {
  const misses = rows.flatMap((row) =>
    missesOf(row).map((miss) => `${row.setup.title}${row.setup.tracked ? ', tracked' : ''}, ${aliveIn(row)}: ${miss}`),
  )
  const promise = `Promised: tracked within ${PROMISED_MS / 1_000} s in every row; observed ahead of the queue's own view, kill by kill, in every row; nothing against a living worker.`
  return [`${promise} ${misses.length === 0 ? 'Met.' : `**Missed**: ${misses.join('; ')}.`}`]
}

function missesOf(row: RaceRow): string[] {
  const { setup, kills } = row
  const misses: string[] = []
  const failed = kills.filter(({ outcome }) => outcome === null)
  if (failed.length > 0 || kills.length === 0) misses.push(`not measured (${failed.map(({ failure }) => failure).join(', ')})`)
  const outcomes = kills.flatMap(({ outcome }) => outcome ?? [])
  if (setup.tracked && outcomes.some(({ runtruth }) => (runtruth.honestMs ?? Infinity) > PROMISED_MS))
    misses.push(`later than ${PROMISED_MS / 1_000} s`)
  if (!setup.tracked) {
    if (outcomes.some(({ runtruth }) => runtruth.honestMs === null)) misses.push('never seen')
    // Who has said nothing at all has lost against whoever spoke.
    const behind = outcomes.filter(({ view, runtruth }) => {
      const theirs = view?.honestMs ?? Infinity
      return theirs !== Infinity && theirs <= (runtruth.honestMs ?? Infinity)
    })
    if (behind.length > 0) misses.push(`not ahead of ${setup.view ?? 'it'} in ${behind.length} of ${outcomes.length} kills`)
  }
  for (const surface of ['view', 'runtruth'] as const) {
    if (toldIn(row, surface).some(({ falseAlarm }) => falseAlarm))
      misses.push(`${surface === 'view' ? setup.view : 'Runtruth'} spoke against a living worker`)
  }
  return misses
}
