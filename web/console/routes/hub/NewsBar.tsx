import { formatNumber } from '../../../../src/truth/durations.ts'
import { operations } from './model/strip.ts'

interface NewsBarProps {
  /** Why the list may be old, and since when; null: it is not. */
  readonly silence: string | null
  readonly waiting: number
  readonly left: number
  /** What turned, for whoever does not see it turn. */
  readonly announcement: string
  onLetIn(): void
}

/** Keeps its line, so that what is said in it moves nothing; in reach wherever one reads while something waits. */
export function NewsBar({ silence, waiting, left, announcement, onLetIn }: NewsBarProps) {
  const news =
    waiting > 0 ? `${operations(waiting).replace(' ', ' new ')}` : left > 0 ? `${formatNumber(left)} not in this list any more` : null
  return (
    <div
      role="status"
      className={`text-small text-quiet flex min-h-10 flex-wrap items-center gap-x-4 ${news === null ? '' : 'bg-paper sticky top-0 z-10'}`}
    >
      {silence === null ? null : <span>{silence}</span>}
      {news === null ? null : (
        <button type="button" onClick={onLetIn} className="text-ink min-h-10 underline">
          {news}
          <span className="sr-only">: show the list as it is now</span>
        </button>
      )}
      <span className="sr-only">{announcement}</span>
    </div>
  )
}
