import { useQuery } from '@tanstack/react-query'
import { useEffect, type ReactNode } from 'react'
import { Link, useLocation } from 'wouter'
import { ApiProblem } from '../../api/problem.ts'
import { placeQuery } from '../../api/queries.ts'
import { Loading, Refused } from '../../components/PageState.tsx'
import { PlaceContext } from '../../model/place.ts'
import { pages } from '../../model/pages.ts'

/** Around every page of a workspace: who and where one is, the way to the other pages, and the state of the connection. */
export function WorkspaceFrame({ workspace, children }: { readonly workspace: string; readonly children: ReactNode }) {
  const place = useQuery(placeQuery(workspace))
  const [location, go] = useLocation()
  const signedOut = place.error instanceof ApiProblem && place.error.status === 401
  useEffect(() => {
    if (signedOut) go(`${pages.login}?to=${encodeURIComponent(location)}`, { replace: true })
  }, [signedOut, go, location])
  if (place.data === undefined) {
    return (
      <main className="mx-auto max-w-[80rem] px-4 md:px-8">
        {place.error === null || signedOut ? (
          <Loading what="the workspace" />
        ) : (
          <Refused error={place.error} retry={() => void place.refetch()} />
        )}
      </main>
    )
  }
  return (
    <PlaceContext value={place.data}>
      <a href="#main" className="bg-paper sr-only p-2 focus:not-sr-only focus:absolute">
        Skip to content
      </a>
      <header className="border-rule no-print border-b">
        <nav aria-label="Workspace" className="mx-auto flex max-w-[80rem] flex-wrap items-center gap-x-6 px-4 md:px-8">
          <Link href={pages.hub(workspace)} className="py-3 font-semibold">
            {place.data.name}
          </Link>
        </nav>
      </header>
      <main id="main" tabIndex={-1} className="mx-auto max-w-[80rem] px-4 pb-16 md:px-8">
        {children}
      </main>
    </PlaceContext>
  )
}
