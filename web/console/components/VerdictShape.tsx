import { SHAPES } from '../../shared/shapes.ts'
import type { Look, Tone } from '../model/verdictLook.ts'

export const TONE_TEXT: Record<Tone, string> = {
  fresh: 'text-fresh',
  stale: 'text-stale',
  lost: 'text-lost',
  unknown: 'text-unknown',
  followup: 'text-followup',
  succeeded: 'text-succeeded',
  reconciled: 'text-reconciled',
  quiet: 'text-quiet',
}

/** The word stands beside it, so it says nothing to a screen reader. */
export function VerdictShape({ look, size = 16 }: { readonly look: Look; readonly size?: number }) {
  const { line, fill, dashes } = SHAPES[look.shape]
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      aria-hidden="true"
      data-shape={look.shape}
      className={`shrink-0 ${TONE_TEXT[look.tone]}`}
    >
      {line === undefined ? null : (
        <path d={line} fill="none" stroke="currentColor" strokeWidth={2} strokeLinecap="round" strokeDasharray={dashes} />
      )}
      {fill === undefined ? null : <path d={fill} fill="currentColor" />}
    </svg>
  )
}
