import { useEffect, useRef } from 'react'
import UPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { formatDuration } from '../../../../src/truth/index.ts'
import type { DurationBar } from './model/durationStrip.ts'

const HEIGHT = 96
const AXIS_WIDTH = 64
/** A short history stands at the right, where the latest is, in bars as wide as those of a long one. */
const SLOTS = 30

const SECOND_MS = 1_000
const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
/** Steps of the scale that are whole as people say durations. */
const STEPS_MS = [
  1,
  10,
  100,
  ...[1, 2, 5, 10, 20, 30].map((seconds) => seconds * SECOND_MS),
  ...[1, 2, 5, 10, 20, 30].map((minutes) => minutes * MINUTE_MS),
  ...[1, 2, 5, 10, 24, 48, 120, 240].map((hours) => hours * HOUR_MS),
]

/** A strip of bars, this one full and the others pale. The caption and the table beside it say the same to everybody. */
export function DurationChart({ bars }: { readonly bars: readonly DurationBar[] }) {
  const place = useRef<HTMLDivElement>(null)
  // A new list of the same bars is the same picture, and one that grows is drawn again when that can be seen.
  const drawn = pictureOf(bars)
  useEffect(() => {
    const box = place.current
    if (box === null) return undefined
    let plot = draw(box, bars)
    const redraw = () => {
      plot.destroy()
      plot = draw(box, bars)
    }
    const scheme = window.matchMedia('(prefers-color-scheme: dark)')
    scheme.addEventListener('change', redraw)
    const theme = new MutationObserver(redraw)
    theme.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
    const size = new ResizeObserver(() => plot.setSize({ width: box.clientWidth, height: HEIGHT }))
    size.observe(box)
    return () => {
      scheme.removeEventListener('change', redraw)
      theme.disconnect()
      size.disconnect()
      plot.destroy()
    }
  }, [drawn])
  return <div ref={place} aria-hidden="true" data-testid="duration-chart" className="h-24 w-full overflow-hidden" />
}

function pictureOf(bars: readonly DurationBar[]): string {
  const step = Math.max(1, ...bars.flatMap(({ ms, completedAt }) => (completedAt === null ? [] : [ms]))) / HEIGHT
  return JSON.stringify(bars.map(({ ms, own, completedAt }) => [completedAt === null ? Math.floor(ms / step) : ms, own]))
}

function draw(box: HTMLElement, bars: readonly DurationBar[]): UPlot {
  const tone = tones(box)
  const others = bars.map(({ own, ms }) => (own ? null : ms))
  const own = bars.map((bar) => (bar.own ? bar.ms : null))
  const paths = UPlot.paths.bars?.({ size: [0.7, 18, 2] })
  const series = (fill: string): UPlot.Series => ({ fill, stroke: fill, width: 0, points: { show: false }, ...(paths ? { paths } : {}) })
  return new UPlot(
    {
      width: box.clientWidth,
      height: HEIGHT,
      padding: [8, 0, 10, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { time: false, range: [Math.min(0, bars.length - SLOTS) - 0.6, bars.length - 0.4] },
        y: { range: (_plot, _min, max) => [0, max * 1.05] },
      },
      axes: [
        { show: false },
        {
          size: AXIS_WIDTH,
          stroke: tone.quiet,
          font: tone.font,
          grid: { stroke: tone.rule, width: 1 },
          ticks: { show: false },
          space: 28,
          incrs: STEPS_MS,
          values: (_plot, splits) => splits.map(formatDuration),
        },
      ],
      series: [{}, series(tone.edge), series(tone.ink)],
    },
    [bars.map((_bar, index) => index), others, own],
    box,
  )
}

/** A canvas knows no variables: the tokens are read as the browser resolves them for this theme. */
function tones(box: HTMLElement) {
  const probe = document.createElement('span')
  box.append(probe)
  const resolve = (token: string) => {
    probe.style.color = `var(--color-${token})`
    return getComputedStyle(probe).color
  }
  const found = {
    ink: resolve('ink'),
    edge: resolve('edge'),
    quiet: resolve('quiet'),
    rule: resolve('rule'),
    font: `12px ${getComputedStyle(box).fontFamily}`,
  }
  probe.remove()
  return found
}
