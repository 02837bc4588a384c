import { Redirect } from 'wouter'
import { ApiProblem } from '../../api/problem.ts'
import { Button } from '../../components/Button.tsx'
import { Loading, Refused } from '../../components/PageState.tsx'
import { secondsClockOf } from '../../model/instants.ts'
import { pages } from '../../model/pages.ts'
import { loginFor } from '../../model/safeReturn.ts'

/** A question that is asked again only on demand. */
interface Asked {
  readonly error: unknown
  readonly isFetching: boolean
  refetch(): Promise<unknown>
}

/** When what stands below was read. Nothing here moves or ticks, because nothing here is heard of again. */
export function AsRead({ at, asked }: { readonly at: string | null; readonly asked: Asked }) {
  return (
    <p className="text-small text-quiet mt-4 flex flex-wrap items-center gap-x-4">
      As read at {secondsClockOf(at)}.
      <Button weight="quiet" disabled={asked.isFetching} onClick={() => void asked.refetch()}>
        Read again
      </Button>
    </p>
  )
}

/** In its place while there is nothing to show yet. */
export function NotRead({ what, asked }: { readonly what: string; readonly asked: Asked }) {
  if (asked.error === null) return <Loading what={what} />
  if (asked.error instanceof ApiProblem && asked.error.status === 401) return <Redirect to={loginFor(pages.system)} replace />
  return <Refused error={asked.error} retry={() => void asked.refetch()} />
}
