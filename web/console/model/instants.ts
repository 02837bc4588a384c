import { formatAge } from '../../../src/truth/durations.ts'
import { timeForm } from '../around.ts'

/** Time is said twice: in words for the reader's day, and exactly, with its zone, for the record. */

const minutes = { hour: '2-digit', minute: '2-digit' } as const
const seconds = { ...minutes, second: '2-digit' } as const
const day = { day: 'numeric', month: 'short' } as const
const FORMS = {
  time: minutes,
  timeWithSeconds: seconds,
  dayAndTime: { ...day, ...minutes },
  dayAndSeconds: { ...day, ...seconds },
  yearAndSeconds: { ...day, year: 'numeric', ...seconds },
  year: { year: 'numeric' },
  exact: { dateStyle: 'full', timeStyle: 'long' },
} as const

function say(form: keyof typeof FORMS, at: Date | number): string {
  return timeForm(form, FORMS[form]).format(at)
}

/** A missing time is a dash, never now. */
export const NO_TIME = '—'

export function clockOf(iso: string | null, nowMs: number): string {
  const at = read(iso)
  if (at === null) return NO_TIME
  return Math.abs(nowMs - at.getTime()) < 20 * 3_600_000 ? say('time', at) : say('dayAndTime', at)
}

export function secondsClockOf(iso: string | null): string {
  const at = read(iso)
  return at === null ? NO_TIME : say('timeWithSeconds', at)
}

/** To the second, with its day where that is not this one. */
export function momentOf(iso: string | null, nowMs: number): string {
  const at = read(iso)
  if (at === null) return NO_TIME
  if (Math.abs(nowMs - at.getTime()) < 20 * 3_600_000) return say('timeWithSeconds', at)
  return say(say('year', at) === say('year', nowMs) ? 'dayAndSeconds' : 'yearAndSeconds', at)
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
  return at === null ? 'No time was recorded.' : `${say('exact', at)} · ${at.toISOString()}`
}

function read(iso: string | null): Date | null {
  if (iso === null) return null
  const at = new Date(iso)
  return Number.isNaN(at.getTime()) ? null : at
}
