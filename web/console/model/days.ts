import { timeForm } from '../around.ts'

/** Days begin where the reader is, on the server, too. */

const DAY_MS = 86_400_000
const PARTS = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' } as const

/** The instant at which the reader's day began that `nowMs` is in. */
export function dayStart(nowMs: number): string {
  const { year, month, day } = partsOf(nowMs)
  return dayAt(year, month, day)
}

/** The instant at which a day of the reader begins; `month` from 1, and a day past the end of its month is of the next one. */
export function dayAt(year: number, month: number, day: number): string {
  const wall = Date.UTC(year, month - 1, day)
  // The clocks may be changed in the night itself: the day begins by those of the day before or by those of the day after.
  const begins = [wall - DAY_MS, wall + DAY_MS].map((near) => wall - aheadMs(near))
  const within = begins.filter((at) => new Date(at + aheadMs(at)).getUTCDate() === new Date(wall).getUTCDate())
  return new Date(Math.min(...(within.length === 0 ? begins : within))).toISOString()
}

function aheadMs(atMs: number): number {
  const { year, month, day, hour, minute, second } = partsOf(atMs)
  return Date.UTC(year, month - 1, day, hour, minute, second) - atMs
}

function partsOf(atMs: number) {
  const parts = timeForm('parts', { ...PARTS, hourCycle: 'h23', calendar: 'gregory', numberingSystem: 'latn' }).formatToParts(atMs)
  const read = (type: keyof typeof PARTS) => Number(parts.find((part) => part.type === type)?.value)
  return { year: read('year'), month: read('month'), day: read('day'), hour: read('hour'), minute: read('minute'), second: read('second') }
}
