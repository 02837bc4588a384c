import type { Look, Shape, Tone } from '../model/verdictLook.ts'

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

/** Each shape is told apart in greyscale and at 16 px; the word stands beside it, so it says nothing to a screen reader. */
export function VerdictShape({ look, size = 16 }: { readonly look: Look; readonly size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      aria-hidden="true"
      data-shape={look.shape}
      className={`shrink-0 ${TONE_TEXT[look.tone]}`}
    >
      {DRAWINGS[look.shape]}
    </svg>
  )
}

const line = { fill: 'none', stroke: 'currentColor', strokeWidth: 2 } as const

const DRAWINGS: Record<Shape, React.ReactNode> = {
  dot: <circle cx="8" cy="8" r="5" fill="currentColor" />,
  half: (
    <>
      <circle cx="8" cy="8" r="5" {...line} />
      <path d="M8 3a5 5 0 0 1 0 10z" fill="currentColor" />
    </>
  ),
  broken: <path d="M12.6 4.6A5.6 5.6 0 0 0 2.5 7M3.4 11.4A5.6 5.6 0 0 0 13.5 9M6 8h0.01M10 8h0.01" {...line} strokeLinecap="round" />,
  dashed: <circle cx="8" cy="8" r="5.5" {...line} strokeDasharray="3 2.76" />,
  square: <rect x="3" y="3" width="10" height="10" fill="currentColor" />,
  check: <path d="m3 8.5 3.5 3.5L13 4.5" {...line} />,
  link: <path d="M6.5 11H5a3 3 0 0 1 0-6h1.5M9.5 5H11a3 3 0 0 1 0 6H9.5M5.5 8h5" {...line} strokeLinecap="round" />,
  dash: <path d="M3 8h10" {...line} />,
}
