/**
 * Instants as text and as epoch milliseconds, without the platform's own parser: engines disagree about impossible days and read a missing zone as
 * the machine's own, and the same facts must give the same verdict everywhere.
 */

/** The last instant that can be written with a four-digit year. */
export const LAST_INSTANT_MS = 253_402_300_799_999

const DAY_MS = 86_400_000

/** Epoch milliseconds of an ISO 8601 instant with a zone ("…Z" or "…+02:00"), fractions cut to milliseconds; NaN if it is anything else. */
export function parseInstant(text: string): number {
  if (text.length < 17 || text.length > 40) return Number.NaN
  const year = digits(text, 0, 4)
  const month = digits(text, 5, 2)
  const day = digits(text, 8, 2)
  const hour = digits(text, 11, 2)
  const minute = digits(text, 14, 2)
  if (text[4] !== '-' || text[7] !== '-' || text[13] !== ':' || (text[10] !== 'T' && text[10] !== ' ')) return Number.NaN
  let at = 16
  let second = 0
  let millisecond = 0
  if (text[at] === ':') {
    second = digits(text, at + 1, 2)
    at += 3
    if (text[at] === '.') {
      let place = 100
      at += 1
      const first = at
      for (let digit = digits(text, at, 1); !Number.isNaN(digit); digit = digits(text, at, 1)) {
        millisecond += digit * place
        place = place > 1 ? place / 10 : 0
        at += 1
      }
      if (at === first) return Number.NaN
    }
  }
  const offsetMs = zoneOffsetMs(text, at)
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month) && hour <= 23 && minute <= 59 && second <= 59))
    return Number.NaN
  const days = daysSinceEpoch(year, month, day)
  const ms = days * DAY_MS + hour * 3_600_000 + minute * 60_000 + second * 1_000 + millisecond - offsetMs
  return ms <= LAST_INSTANT_MS ? ms : Number.NaN
}

/** ISO 8601 in UTC with milliseconds. */
export function formatInstant(ms: number): string {
  return new Date(ms).toISOString()
}

/**
 * The clock as people read it, in UTC: "12:03:04" on the day of `asOfMs`, "22 Nov 12:03:04" on another day of its year, with the year on any
 * other. The caller says "UTC" once per sentence.
 */
export function formatClock(ms: number, asOfMs: number): string {
  const secondOfDay = Math.floor((ms - Math.floor(ms / DAY_MS) * DAY_MS) / 1_000)
  const clock = `${two(Math.floor(secondOfDay / 3_600))}:${two(Math.floor(secondOfDay / 60) % 60)}:${two(secondOfDay % 60)}`
  if (Math.floor(ms / DAY_MS) === Math.floor(asOfMs / DAY_MS)) return clock
  const iso = formatInstant(ms)
  const month = MONTHS[Number(iso.slice(5, 7)) - 1] ?? ''
  const day = `${Number(iso.slice(8, 10))} ${month}`
  const sameYear = Number.isFinite(asOfMs) && formatInstant(asOfMs).slice(0, 4) === iso.slice(0, 4)
  return sameYear ? `${day} ${clock}` : `${day} ${iso.slice(0, 4)} ${clock}`
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value)
}

function digits(text: string, from: number, count: number): number {
  let value = 0
  for (let index = from; index < from + count; index += 1) {
    const digit = text.charCodeAt(index) - 48
    if (!(digit >= 0 && digit <= 9)) return Number.NaN
    value = value * 10 + digit
  }
  return value
}

function zoneOffsetMs(text: string, at: number): number {
  const mark = text[at]
  if (mark === 'Z') return text.length === at + 1 ? 0 : Number.NaN
  if (mark !== '+' && mark !== '-') return Number.NaN
  const hours = digits(text, at + 1, 2)
  const colon = text[at + 3] === ':' ? 1 : 0
  // PostgreSQL writes whole-hour zones without minutes.
  const bare = text.length === at + 3
  const minutes = bare ? 0 : digits(text, at + 3 + colon, 2)
  if (!(hours <= 23 && minutes <= 59) || (!bare && text.length !== at + 5 + colon)) return Number.NaN
  return (mark === '-' ? -1 : 1) * (hours * 60 + minutes) * 60_000
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** Days from 1970-01-01 in the proleptic Gregorian calendar, counted in years that begin in March so that the leap day comes last. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const marchYear = month <= 2 ? year - 1 : year
  const era = Math.floor(marchYear / 400)
  const yearOfEra = marchYear - era * 400
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
}
