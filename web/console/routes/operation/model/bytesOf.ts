import { formatNumber } from '../../../../../src/truth/index.ts'

const UNITS = ['kB', 'MB', 'GB', 'TB'] as const

/** "812 bytes", "4.2 MB": in thousands, as disks and downloads count. */
export function bytesOf(bytes: number): string {
  if (bytes < 1_000) return bytes === 1 ? '1 byte' : `${formatNumber(bytes)} bytes`
  let size = bytes
  let unit = ''
  for (const next of UNITS) {
    if (size < 1_000) break
    size /= 1_000
    unit = next
  }
  return `${size < 10 ? Math.floor(size * 10) / 10 : formatNumber(Math.floor(size))} ${unit}`
}
