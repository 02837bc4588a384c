import { formatAge } from '../../../src/truth/durations.ts'

/** Time is said twice: in words for the reader's day, and exactly, with its zone, for the record. */

const time = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })
const timeWithSeconds = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' })
const dayAndTime = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' })
const daySeconds = { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit' } as const
const dayAndSeconds = new Intl.DateTimeFormat(undefined, daySeconds)
const yearAndSeconds = new Intl.DateTimeFormat(undefined, { ...daySeconds, year: 'numeric' })
const exact = new Intl.DateTimeFormat(undefined, {
  dateStyle: 'full',
  timeStyle: 'long',
})

/** A missing time is a dash, never now. */
export const NO_TIME = '—'

export function clockOf(iso: string | null, nowMs: number): string {
  const at = read(iso)
  if (at === null) return NO_TIME
  return Math.abs(nowMs - at.getTime()) < 20 * 3_600_000 ? time.format(at) : dayAndTime.format(at)
}

export function secondsClockOf(iso: string | null): string {
  const at = read(iso)
  return at === null ? NO_TIME : timeWithSeconds.format(at)
}

/** To the second, with its day where that is not this one. */
export function momentOf(iso: string | null, nowMs: number): string {
  const at = read(iso)
  if (at === null) return NO_TIME
  if (Math.abs(nowMs - at.getTime()) < 20 * 3_600_000) return timeWithSeconds.format(at)
  return (at.getFullYear() === new Date(nowMs).getFullYear() ? dayAndSeconds : yearAndSeconds).format(at)
}

/** "4 min ago", "in 3 min". */
export function agoOf(iso: string | null, nowMs: number): string {
  const at = read(iso)
  if (at === null) return NO_TIME
  const ms = nowMs - at.getTime()
  return ms >= 0 ? `${formatAge(ms)} ago` : `in ${formatAge(-ms)}`
}

export function exactOf(iso: string | null): string {
  const at = read(iso)
  return at === null ? 'No time was recorded.' : `${exact.format(at)} · ${at.toISOString()}`
}

function read(iso: string | null): Date | null {
  if (iso === null) return null
  const at = new Date(iso)
  return Number.isNaN(at.getTime()) ? null : at
}
