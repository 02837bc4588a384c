import type { WireRelated } from '../../../../../src/http/contract.ts'
import { formatDuration, type Verdict } from '../../../../../src/truth/index.ts'

export interface DurationBar {
  readonly id: string
  /** Null: it has not ended. */
  readonly completedAt: string | null
  readonly ms: number
  readonly own: boolean
}

export interface DurationStrip {
  readonly bars: readonly DurationBar[]
  /** The picture in a sentence. */
  readonly summary: string
}

/**
 * How long the latest of this type took, oldest first, this one marked. One that is still at it stands last, as long as
 * it has taken so far; one whose duration says nothing is not drawn. Null without history.
 */
export function durationStrip(durations: WireRelated['durations'], id: string, { duration, lifecycle }: Verdict): DurationStrip | null {
  if (durations.length === 0) return null
  const past: DurationBar[] = durations.map((one) => ({ ...one, own: one.id === id }))
  const known = past.find(({ own }) => own)
  const others = past.filter(({ own }) => !own)
  if (others.length === 0) return null
  const { elapsedMs } = duration
  const going = lifecycle === 'running' && elapsedMs !== null
  const bars: DurationBar[] = going ? [...past, { id, completedAt: null, ms: elapsedMs, own: true }] : past
  const spans = others.map(({ ms }) => ms)
  const [shortest, longest] = [formatDuration(Math.min(...spans)), formatDuration(Math.max(...spans))]
  const range = shortest === longest ? shortest : `${shortest} to ${longest}`
  const latest = others.length === 1 ? 'The latest other success of this type took' : `The latest ${others.length} other successes took`
  const ownMs = known?.ms ?? elapsedMs
  return { bars, summary: `${latest} ${range}.${ownMs === null ? '' : ownWords(ownMs, spans, going)}` }
}

function ownWords(ownMs: number, spans: readonly number[], going: boolean): string {
  const shorter = spans.filter((ms) => ms < ownMs).length
  const rank = shorter === 0 ? 'less than any of them' : shorter === spans.length ? 'more than all of them' : `more than ${shorter} of them`
  return going ? ` This one: ${formatDuration(ownMs)} so far.` : ` This one took ${formatDuration(ownMs)}, ${rank}.`
}
