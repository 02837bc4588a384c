import type { ReactNode } from 'react'
import { Link, useLocation } from 'wouter'
import { InboxBadge } from '../../components/InboxBadge.tsx'
import { useUnread } from '../../components/useUnread.ts'
import { pages } from '../../model/pages.ts'
import { useHolds, usePlace } from '../../model/place.ts'
import { AccountMenu } from './AccountMenu.tsx'
import { TenantsMenu } from './TenantsMenu.tsx'
import { WorkspaceSwitcher } from './WorkspaceSwitcher.tsx'

/** Two short lines on a phone, one from there on: nothing is folded away that is gone to every day. */
export function WorkspaceHeader() {
  const { slug } = usePlace()
  const holds = useHolds()
  const unread = useUnread(slug)
  const settings = holds('members.manage') || holds('tokens.manage') || holds('webhooks.manage')
  return (
    <header className="border-rule no-print relative border-b">
      <div className="mx-auto flex max-w-[80rem] flex-wrap items-center gap-x-6 px-4 md:px-8">
        <WorkspaceSwitcher />
        <nav aria-label="Workspace" className="order-last w-full sm:order-none sm:w-auto sm:grow">
          <ul className="flex flex-wrap items-center gap-x-2.5 sm:gap-x-6">
            <li>
              <Place href={pages.hub(slug)}>Operations</Place>
            </li>
            <li>
              <TenantsMenu />
            </li>
            <li>
              <Place href={pages.inbox(slug)}>
                Inbox
                <InboxBadge unread={unread} />
              </Place>
            </li>
            {settings ? (
              <li>
                <Place href={pages.settings(slug)}>Settings</Place>
              </li>
            ) : null}
          </ul>
        </nav>
        <div className="ms-auto">
          <AccountMenu />
        </div>
      </div>
    </header>
  )
}

/** The page one is on, or below, says so. */
function Place({ href, children }: { readonly href: string; readonly children: ReactNode }) {
  const [location] = useLocation()
  const here = location === href
  const below = location.startsWith(`${href}/`)
  return (
    <Link
      href={href}
      {...(here ? { 'aria-current': 'page' as const } : below ? { 'aria-current': 'true' as const } : {})}
      className={`flex min-h-11 items-center border-b-2 pt-0.5 ${here || below ? 'border-ink' : 'border-transparent hover:underline'}`}
    >
      {children}
    </Link>
  )
}
