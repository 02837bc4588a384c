import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, Redirect } from 'wouter'
import type { ProblemClass } from '../../../../src/truth/verdict.ts'
import { ApiProblem } from '../../api/problem.ts'
import { systemOperationsQuery } from '../../api/queries.ts'
import { Button } from '../../components/Button.tsx'
import { Loading, PageState, Refused } from '../../components/PageState.tsx'
import { useTitle } from '../../components/useTitle.ts'
import { secondsClockOf } from '../../model/instants.ts'
import { pages } from '../../model/pages.ts'
import { loginFor } from '../../model/safeReturn.ts'
import { PROBLEM_LABELS } from '../../../../src/truth/copy/labels.ts'
import { SystemRow } from './SystemRow.tsx'

const TABS = ['active_stale_attention', 'terminal_follow_up'] as const satisfies readonly ProblemClass[]

/** Across workspaces, for those who look after the platform. Every look is recorded, so it looks only when it is asked to. */
export function SystemPage() {
  const [problem, setProblem] = useState<(typeof TABS)[number]>('active_stale_attention')
  const list = useInfiniteQuery({
    ...systemOperationsQuery(problem),
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })
  const operations = list.data?.pages.flatMap((page) => page.operations) ?? []
  const asOf = list.data?.pages[0]?.asOf ?? null
  useTitle('Operations of all workspaces')
  if (list.error instanceof ApiProblem && list.error.status === 401) return <Redirect to={loginFor(pages.system)} replace />
  return (
    <div className="mx-auto max-w-[80rem] px-4 md:px-8">
      <header className="border-rule no-print flex items-center justify-between border-b">
        <p className="font-semibold">Runtruth</p>
        <Link href={pages.home} className="flex min-h-11 items-center hover:underline">
          Workspaces
        </Link>
      </header>
      <main className="pt-8 pb-16">
        <h1 className="text-title font-semibold">Operations of all workspaces</h1>
        <p className="text-quiet mt-1 max-w-[72ch]">Every look at this page is recorded with your name.</p>
        <div className="border-rule mt-4 flex flex-wrap items-center gap-x-6 border-b" role="group" aria-label="Show">
          {TABS.map((tab) => (
            <button
              key={tab}
              type="button"
              aria-pressed={tab === problem}
              className={`-mb-px min-h-11 border-b-2 ${tab === problem ? 'border-ink' : 'border-transparent hover:underline'}`}
              onClick={() => setProblem(tab)}
            >
              {PROBLEM_LABELS[tab]}
            </button>
          ))}
        </div>
        {list.data === undefined ? (
          list.error === null ? (
            <Loading what="the operations" />
          ) : (
            <Refused error={list.error} retry={() => void list.refetch()} />
          )
        ) : (
          <>
            <p className="text-small text-quiet mt-4 flex flex-wrap items-center gap-x-4">
              As read at {secondsClockOf(asOf)}.
              <Button weight="quiet" disabled={list.isFetching} onClick={() => void list.refetch()}>
                Read again
              </Button>
            </p>
            {operations.length === 0 ? (
              <PageState title={`No operation ${PROBLEM_LABELS[problem].toLowerCase()}.`}>In no workspace, at that time.</PageState>
            ) : (
              <ul aria-label={PROBLEM_LABELS[problem]} className="border-rule mt-2 border-t">
                {operations.map((operation) => (
                  <SystemRow key={`${operation.workspace}/${operation.id}`} operation={operation} asOf={asOf} />
                ))}
              </ul>
            )}
            {list.hasNextPage ? (
              <Button className="mt-4" disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                Show earlier ones
              </Button>
            ) : null}
          </>
        )}
      </main>
    </div>
  )
}
