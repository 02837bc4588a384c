/** Durations and numbers as people say them, without locale data: the same words in every process and browser. */

const SECOND_MS = 1_000
const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000

/** "48 s", "3 min 12 s", "14 min", "3 h 20 min", "2 d 4 h": about two figures, rounded down. Negative counts as zero. */
export function formatDuration(ms: number): string {
  if (!(ms >= SECOND_MS)) return ms > 0 && ms === Math.floor(ms) ? `${ms} ms` : '0 s'
  if (ms < MINUTE_MS) return `${Math.floor(ms / SECOND_MS)} s`
  if (ms < 10 * MINUTE_MS) return twoUnits(ms, MINUTE_MS, 'min', SECOND_MS, 's')
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min`
  if (ms < DAY_MS) return twoUnits(ms, HOUR_MS, 'h', MINUTE_MS, 'min')
  return twoUnits(ms, DAY_MS, 'd', HOUR_MS, 'h')
}

/** How long ago, in whole seconds at the finest: an age in milliseconds would claim a precision that clocks do not have. */
export function formatAge(ms: number): string {
  return formatDuration(Math.floor(ms / SECOND_MS) * SECOND_MS)
}

/** Every part that is not zero, for thresholds a sceptic wants to check: "10 min", "1 h 0.5 s". */
export function formatExactDuration(ms: number): string {
  if (ms < MINUTE_MS) return ms < SECOND_MS ? `${ms} ms` : `${ms / SECOND_MS} s`
  const parts: string[] = []
  const days = Math.floor(ms / DAY_MS)
  const hours = Math.floor((ms % DAY_MS) / HOUR_MS)
  const minutes = Math.floor((ms % HOUR_MS) / MINUTE_MS)
  const seconds = (ms % MINUTE_MS) / SECOND_MS
  if (days > 0) parts.push(`${formatNumber(days)} d`)
  if (hours > 0) parts.push(`${hours} h`)
  if (minutes > 0) parts.push(`${minutes} min`)
  if (seconds > 0) parts.push(`${seconds} s`)
  return parts.join(' ')
}

/** "2–4 min" when both say the same unit once, else "48 s – 3 min"; one figure when they read alike. */
export function formatDurationRange(fromMs: number, toMs: number): string {
  const from = formatDuration(fromMs)
  const to = formatDuration(toMs)
  if (from === to) return to
  const [fromFigure, fromUnit, ...fromRest] = from.split(' ')
  const [, toUnit, ...toRest] = to.split(' ')
  return fromUnit === toUnit && fromRest.length === 0 && toRest.length === 0 ? `${fromFigure}–${to}` : `${from} – ${to}`
}

/** Whole numbers with thousands separators: "1,204". */
export function formatNumber(value: number): string {
  const digits = String(value)
  return digits.length <= 3 ? digits : digits.replace(/\B(?=(\d{3})+$)/g, ',')
}

function twoUnits(ms: number, majorMs: number, major: string, minorMs: number, minor: string): string {
  const rest = Math.floor((ms % majorMs) / minorMs)
  const whole = `${formatNumber(Math.floor(ms / majorMs))} ${major}`
  return rest === 0 ? whole : `${whole} ${rest} ${minor}`
}
