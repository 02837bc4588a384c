import { useQuery } from '@tanstack/react-query'
import { Link, Redirect } from 'wouter'
import { ApiProblem } from '../../api/problem.ts'
import { sessionQuery } from '../../api/queries.ts'
import { LoadingPage, Refused } from '../../components/PageState.tsx'
import { SignOutButton } from '../../components/SignOutButton.tsx'
import { pages } from '../../model/pages.ts'
import { roleLabel } from '../../model/roles.ts'
import { EntranceFrame } from './EntranceFrame.tsx'

export function HomePage() {
  const session = useQuery(sessionQuery())
  if (session.error instanceof ApiProblem && session.error.status === 401) return <Redirect to={pages.login} replace />
  if (session.data === undefined) {
    return (
      <main className="mx-auto max-w-[80rem] px-4 md:px-8">
        {session.error === null ? (
          <LoadingPage what="your workspaces" />
        ) : (
          <Refused error={session.error} retry={() => void session.refetch()} />
        )}
      </main>
    )
  }
  const { user, workspaces, system } = session.data
  const [only, ...more] = workspaces
  if (only !== undefined && more.length === 0 && !system) return <Redirect to={pages.hub(only.slug)} replace />
  return (
    <EntranceFrame title="Workspaces">
      {workspaces.length === 0 ? (
        <p className="text-quiet mt-4">
          You are signed in as <bdi>{user.name}</bdi>, and a member of no workspace. An owner of one can add you
          {user.email === null ? '' : ` by ${user.email}`}.
        </p>
      ) : (
        <ul className="border-rule mt-4 border-t">
          {workspaces.map(({ slug, name, role }) => (
            <li key={slug} className="border-rule border-b">
              <Link href={pages.hub(slug)} className="hover:bg-wash flex min-h-11 items-center justify-between gap-4 py-2">
                <bdi className="underline">{name}</bdi>
                <span className="text-small text-quiet">{roleLabel(role)}</span>
              </Link>
            </li>
          ))}
        </ul>
      )}
      {system ? (
        <p className="mt-6">
          <Link href={pages.system} className="inline-flex min-h-10 items-center underline">
            Operations of all workspaces
          </Link>
        </p>
      ) : null}
      <p className="mt-6">
        <SignOutButton />
      </p>
    </EntranceFrame>
  )
}
