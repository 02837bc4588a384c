const DAY_MS = 86_400_000

/** The day that was written last: what is on one page is mostly of few days. */
let lastDay = Number.NaN
let lastDayText = ''

/** As `toISOString`, which for the instants of a page of the list is a third of putting its facts together. */
export function writeInstant(at: Date): string {
  const day = Math.floor(at.getTime() / DAY_MS)
  // Also for an invalid date, which throws here as it should.
  if (day !== lastDay) {
    lastDayText = at.toISOString().slice(0, -'00:00:00.000Z'.length)
    lastDay = day
  }
  const ms = at.getTime() - day * DAY_MS
  const [hours, minutes, seconds] = [Math.floor(ms / 3_600_000), Math.floor(ms / 60_000) % 60, Math.floor(ms / 1_000) % 60]
  return `${lastDayText}${two(hours)}:${two(minutes)}:${two(seconds)}.${three(ms % 1_000)}Z`
}

function two(number: number): string {
  return number < 10 ? `0${number}` : `${number}`
}

function three(number: number): string {
  return number < 100 ? `0${two(number)}` : `${number}`
}
