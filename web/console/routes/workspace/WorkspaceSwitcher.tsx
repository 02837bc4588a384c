import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { sessionQuery } from '../../api/queries.ts'
import { Disclosure } from '../../components/Disclosure.tsx'
import { PANEL_LINK } from './panelLink.ts'
import { pages } from '../../model/pages.ts'
import { usePlace } from '../../model/place.ts'

/** The name of the workspace; a way to the others only for whom there are others. */
export function WorkspaceSwitcher() {
  const { slug, name } = usePlace()
  const workspaces = useQuery(sessionQuery()).data?.workspaces ?? []
  const others = workspaces.filter((workspace) => workspace.slug !== slug)
  const shown = <bdi className="font-semibold">{name}</bdi>
  if (others.length === 0) {
    return (
      <Link href={pages.hub(slug)} className="flex min-h-11 min-w-0 items-center hover:underline">
        {shown}
      </Link>
    )
  }
  return (
    <Disclosure label={shown} name={`Workspace ${name}, change`}>
      <ul aria-label="Other workspaces">
        {others.map((workspace) => (
          <li key={workspace.slug}>
            <Link href={pages.hub(workspace.slug)} className={PANEL_LINK}>
              <bdi>{workspace.name}</bdi>
            </Link>
          </li>
        ))}
      </ul>
    </Disclosure>
  )
}
