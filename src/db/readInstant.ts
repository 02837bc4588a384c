import pg from 'pg'

const TIMESTAMPTZ = pg.types.builtins.TIMESTAMPTZ

/** 2026-11-29 13:04:05.123456+00: what PostgreSQL writes where its time zone is UTC, but for the time before Christ and the end of time. */
const IN_UTC = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?\+00$/

/** The day that was read last: what is on one page is mostly of few days, and a day costs more to read than a time. */
let lastDay = ''
let lastDayMs = 0

/** As a Date, to the millisecond. A page of the list has some four hundred instants, and the general way costs many times this one. */
export function readInstant(text: string): Date {
  if (!IN_UTC.test(text)) return GENERAL(text)
  const day = text.slice(0, 10)
  if (day !== lastDay) {
    lastDay = day
    lastDayMs = Date.parse(day)
  }
  const ms = digitsAt(text, 11, 2) * 3_600_000 + digitsAt(text, 14, 2) * 60_000 + digitsAt(text, 17, 2) * 1_000 + digitsAt(text, 20, 3)
  return new Date(lastDayMs + ms)
}

/** So many digits as a number. PostgreSQL leaves out zeros at the end of a fraction: what is no digit counts as one. */
function digitsAt(text: string, at: number, count: number): number {
  let number = 0
  let ended = false
  for (let index = at; index < at + count; index += 1) {
    const digit = text.charCodeAt(index) - 48
    ended ||= !(digit >= 0 && digit <= 9)
    number = number * 10 + (ended ? 0 : digit)
  }
  return number
}

// The parser of pg for this type answers a Date, and Infinity for the end of time, which nothing here stores.
const GENERAL = pg.types.getTypeParser(TIMESTAMPTZ, 'text') as (text: string) => Date

/** The types of pg, with instants read faster. */
export const TYPES: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') => {
    // Its declaration says any.
    const general = pg.types.getTypeParser(oid, format) as (text: string) => unknown
    return oid === TIMESTAMPTZ && format !== 'binary' ? readInstant : general
  },
}
