/** One bar of the chart: how long one surface took, kill by kill; null: longer than anybody waited. */
export interface Bar {
  readonly label: string
  readonly alive: 'survivor' | 'nobody'
  readonly ours: boolean
  readonly seconds: readonly (number | null)[]
}

const LABELS_TO = 470
/** Left of it all, for the longest label. */
const MARGIN = 70
const WIDTH = 1_000
const ROW = 26
const TOP = 70

/** Plain SVG that reads on light and dark paper. Bars to the slowest kill, a mark at the fastest; open to the right where it never came. */
export function raceChart(bars: readonly Bar[], patience: number): string {
  const height = TOP + bars.length * ROW + 40
  const x = (seconds: number) => LABELS_TO + (seconds / patience) * (WIDTH - LABELS_TO - 80)
  const grid = [0, 15, 30, 45, 60, 75, 90].filter((at) => at <= patience)
  const lines = grid.map(
    (at) =>
      `<line class="grid" x1="${x(at)}" x2="${x(at)}" y1="${TOP - 8}" y2="${height - 34}"/><text class="small" text-anchor="middle" x="${x(at)}" y="${height - 16}">${at} s</text>`,
  )
  const drawn = bars.map((bar, index) => {
    const y = TOP + index * ROW
    const never = bar.seconds.some((one) => one === null)
    const known = bar.seconds.filter((one) => one !== null)
    const to = never ? patience : Math.max(0, ...known)
    const missing = bar.seconds.length === 0
    const text = missing
      ? 'not measured'
      : never
        ? known.length === 0
          ? `> ${patience} s`
          : `${Math.min(...known).toFixed(1)} – > ${patience} s`
        : `${to.toFixed(1)} s`
    const kind = `${bar.ours ? 'ours' : 'theirs'}${never ? ' never' : ''}`
    const fastest =
      known.length === 0
        ? ''
        : `<line class="mark" x1="${x(Math.min(...known))}" x2="${x(Math.min(...known))}" y1="${y + 2}" y2="${y + 18}"/>`
    return `<text x="${LABELS_TO - 10}" y="${y + 14}" text-anchor="end">${escape(bar.label)}, ${bar.alive === 'nobody' ? 'nobody alive' : 'a survivor'}</text><rect class="${kind}" x="${x(0)}" y="${y + 2}" width="${Math.max(2, x(to) - x(0))}" height="16" rx="2"/>${fastest}<text class="small" x="${x(to) + 6}" y="${y + 14}">${escape(text)}</text>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${-MARGIN} 0 ${WIDTH + MARGIN} ${height}" role="img" aria-labelledby="title">
<title id="title">Seconds from SIGKILL of a worker to the first honest word about its job</title>
<style>
text { font: 12px system-ui, sans-serif; fill: #1f2328 } .small { font-size: 11px } .head { font-size: 16px; font-weight: 600 }
.grid { stroke: #d0d7de } .mark { stroke: #1f2328; stroke-width: 2 } .ours { fill: #1a7f5a } .theirs { fill: #9a6700 } .never { fill-opacity: .45 }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .grid { stroke: #3d444d } .mark { stroke: #e6edf3 } .ours { fill: #3fb489 } .theirs { fill: #d4a72c } }
</style>
<text class="head" x="16" y="26">Seconds from SIGKILL of a worker to the first honest word about its job</text>
<text class="small" x="16" y="46">Bar: the slowest kill. Mark: the fastest. Pale and open: in some kill it had not come when the bench stopped waiting.</text>
${lines.join('\n')}
${drawn.join('\n')}
</svg>
`
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
