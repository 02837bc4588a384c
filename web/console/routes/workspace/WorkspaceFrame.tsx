import { useQuery } from '@tanstack/react-query'
import { useEffect, useLayoutEffect, useRef, type ReactNode } from 'react'
import { useLocation } from 'wouter'
import { ApiProblem } from '../../api/problem.ts'
import { placeQuery } from '../../api/queries.ts'
import { ConnectionLine } from '../../components/ConnectionLine.tsx'
import { LoadingPage, Refused } from '../../components/PageState.tsx'
import { titleOf } from '../../components/useTitle.ts'
import { PlaceContext } from '../../model/place.ts'
import { loginFor } from '../../model/safeReturn.ts'
import { useHubAhead } from '../hub/useHubAhead.ts'
import { LiveFrame } from './LiveFrame.tsx'
import { WorkspaceHeader } from './WorkspaceHeader.tsx'
import { useFocusOnNavigation } from './useFocusOnNavigation.ts'

/** Around every page of a workspace: who and where one is, the way to the other pages, and the state of the connection. */
export function WorkspaceFrame({ workspace, children }: { readonly workspace: string; readonly children: ReactNode }) {
  const place = useQuery(placeQuery(workspace))
  useHubAhead(workspace)
  const [location, go] = useLocation()
  const main = useRef<HTMLElement>(null)
  const signedOut = place.error instanceof ApiProblem && place.error.status === 401
  const name = place.data?.name
  useEffect(() => {
    if (signedOut) go(loginFor(location + window.location.search), { replace: true })
  }, [signedOut, go, location])
  // Before the effects of the page, which then names itself; a page that does not is at least named by its place.
  useLayoutEffect(() => {
    document.title = titleOf(name ?? workspace)
  }, [location, name, workspace])
  useFocusOnNavigation(main, location)
  if (place.data === undefined || signedOut) {
    return (
      <main className="mx-auto max-w-[80rem] px-4 md:px-8">
        {place.error === null || signedOut ? (
          <LoadingPage what="the workspace" />
        ) : (
          <Refused error={place.error} retry={() => void place.refetch()} />
        )}
      </main>
    )
  }
  return (
    <PlaceContext value={place.data}>
      <LiveFrame key={place.data.slug} workspace={place.data.slug}>
        <div className="flex min-h-dvh flex-col">
          <a
            href="#main"
            className="bg-paper border-edge sr-only rounded-sm border p-2 focus:not-sr-only focus:absolute focus:z-30"
            onClick={(event) => {
              event.preventDefault()
              main.current?.focus()
            }}
          >
            Skip to content
          </a>
          <WorkspaceHeader />
          <main ref={main} id="main" tabIndex={-1} className="mx-auto w-full max-w-[80rem] grow px-4 pb-16 outline-none md:px-8">
            {children}
          </main>
          <footer className="border-rule text-small text-quiet no-print border-t">
            <div className="mx-auto max-w-[80rem] px-4 py-3 md:px-8">
              <ConnectionLine />
            </div>
          </footer>
        </div>
      </LiveFrame>
    </PlaceContext>
  )
}
