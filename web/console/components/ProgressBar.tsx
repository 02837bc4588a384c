import type { Verdict } from '../../../src/truth/verdict.ts'

/**
 * The bar of a running operation. Only a live one moves, and only a live counted one is a progress bar to a screen reader;
 * what has stopped is drawn as it was last reported, hatched, and says nothing but its label.
 */
export function ProgressBar({ verdict: { progress } }: { readonly verdict: Pick<Verdict, 'progress'> }) {
  const { mode, live, percent, processed, total } = progress
  if (mode === 'none' || mode === 'phased' || mode === 'composite') return null
  const known = mode === 'counted' && processed !== null && total !== null && total > 0
  if (!live) {
    if (!known) return null
    return (
      <div className="bg-wash h-1 w-full overflow-hidden" aria-hidden="true" data-bar="frozen">
        <Part percent={Math.min(100, (processed / total) * 100)} fill="hatched" />
      </div>
    )
  }
  if (known && percent !== null) {
    return (
      <div
        className="bg-rule h-1 w-full overflow-hidden"
        role="progressbar"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        aria-label={progress.label ?? 'Progress'}
        data-bar="counted"
      >
        <Part percent={percent} fill="bg-ink" className="transition-[width] duration-300" />
      </div>
    )
  }
  return (
    <div className="bg-rule h-1 w-full overflow-hidden" aria-hidden="true" data-bar="activity">
      <div className="bg-ink at-work h-full w-1/4" />
    </div>
  )
}

/** Its width is an attribute: in a page that the server has drawn, the policy forbids a style of its own. */
function Part({ percent, fill, className }: { readonly percent: number; readonly fill: string; readonly className?: string }) {
  return (
    <svg width="100%" height="100%" className="block">
      <foreignObject width={`${percent}%`} height="100%" className={className}>
        <div className={`h-full ${fill}`} />
      </foreignObject>
    </svg>
  )
}
