import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { sessionQuery } from '../../api/queries.ts'
import { Disclosure } from '../../components/Disclosure.tsx'
import { SignOutButton } from '../../components/SignOutButton.tsx'
import { useTheme } from '../../components/theme.ts'
import { pages } from '../../model/pages.ts'
import { usePlace } from '../../model/place.ts'
import { THEME_LABELS, THEMES } from '../../model/theme.ts'
import { PANEL_LINK } from './panelLink.ts'

/** Signing out is offered to whom a session was given here; a host that signs people in signs them out itself. */
export function AccountMenu() {
  const { you } = usePlace()
  const session = useQuery(sessionQuery()).data
  const name = session?.user.name ?? you.name
  return (
    <Disclosure align="end" name={`Account of ${name}`} label={<bdi className="max-w-[10rem] md:max-w-[16rem] truncate">{name}</bdi>}>
      <p className="text-small text-quiet px-4 pb-1">
        Signed in as <bdi>{session?.user.email ?? name}</bdi>
      </p>
      {session !== undefined && session.workspaces.length > 1 ? (
        <Link href={pages.home} className={PANEL_LINK}>
          All workspaces
        </Link>
      ) : null}
      {session?.system === true ? (
        <Link href={pages.system} className={PANEL_LINK}>
          Operations of all workspaces
        </Link>
      ) : null}
      <ThemeChoice />
      {session === undefined ? null : (
        <div className="px-4 pt-2 pb-1">
          <SignOutButton className="w-full" />
        </div>
      )}
    </Disclosure>
  )
}

function ThemeChoice() {
  const [theme, choose] = useTheme()
  return (
    <fieldset className="border-rule mt-1 border-y px-4 py-2">
      <legend className="text-small text-quiet float-left mb-1 w-full">Colours</legend>
      {THEMES.map((name) => (
        <label key={name} className="clear-both flex min-h-10 items-center gap-3">
          <input type="radio" name="theme" className="accent-ink size-4" checked={theme === name} onChange={() => choose(name)} />
          {THEME_LABELS[name]}
        </label>
      ))}
    </fieldset>
  )
}
