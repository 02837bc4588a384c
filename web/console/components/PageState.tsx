import type { ReactNode } from 'react'
import { ApiProblem } from '../api/problem.ts'
import { Button } from './Button.tsx'

/** A page that has nothing to show yet, or never will: one sentence, and one way forward. */
export function PageState({
  title,
  children,
  action,
}: {
  readonly title: string
  readonly children?: ReactNode
  readonly action?: ReactNode
}) {
  return (
    <div className="max-w-[72ch] py-10">
      <h1 className="text-title font-semibold">{title}</h1>
      {children === undefined ? null : <p className="text-quiet mt-2">{children}</p>}
      {action === undefined ? null : <div className="mt-6">{action}</div>}
    </div>
  )
}

/** Nothing moves while something is read; a word is enough, and it is said only once it takes a while. */
export function Loading({ what }: { readonly what: string }) {
  return (
    <p role="status" className="text-quiet py-10">
      Reading {what}…
    </p>
  )
}

/** As above where nothing of the page stands yet: it has a heading all the same, for whoever goes by headings. */
export function LoadingPage({ what }: { readonly what: string }) {
  return (
    <>
      <h1 className="sr-only">Runtruth</h1>
      <Loading what={what} />
    </>
  )
}

/** A refusal or a silence, as a page. `retry` is offered where asking again may help. */
export function Refused({ error, retry }: { readonly error: unknown; readonly retry?: () => void }) {
  const problem = error instanceof ApiProblem ? error : new ApiProblem(500, 'internal', 'Something in this page went wrong.')
  const again = retry && (problem.status === 0 || problem.status >= 429) ? <Button onClick={retry}>Ask again</Button> : undefined
  if (problem.status === 404) {
    return (
      <PageState title="Not here">
        There is no such thing within your reach. It may have been removed, or the address may be wrong.
      </PageState>
    )
  }
  if (problem.status === 403) return <PageState title="Not allowed">{problem.message}</PageState>
  return (
    <PageState title={problem.status === 0 ? 'No answer' : 'That did not work'} {...(again === undefined ? {} : { action: again })}>
      {problem.message}
    </PageState>
  )
}
