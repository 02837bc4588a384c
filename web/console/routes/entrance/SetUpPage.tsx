import { useEffect, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { invitationIn } from '../../model/invitation.ts'
import { pages } from '../../model/pages.ts'
import { EntranceFrame } from './EntranceFrame.tsx'
import { SetUpForm } from './SetUpForm.tsx'

let invitation: string | null = null

/** Taken out of the address at once, so that it stays in no history, no bookmark and no screenshot. */
function takeInvitation(): string | null {
  const found = invitationIn(location.hash)
  if (location.hash !== '') history.replaceState(history.state, '', location.pathname + location.search)
  // The address does not have it any more when this is drawn again.
  if (found !== null) invitation = found
  return invitation
}

export function SetUpPage() {
  const [token, setToken] = useState(takeInvitation)
  const [, go] = useLocation()
  useEffect(() => {
    const take = () => setToken(takeInvitation())
    addEventListener('hashchange', take)
    return () => removeEventListener('hashchange', take)
  }, [])
  if (token === null) {
    return (
      <EntranceFrame title="Set up">
        <p className="text-quiet mt-4">
          This page is opened with an invitation. It was printed in the terminal where Runtruth was started, as a link that ends in
          <code className="font-mono"> /setup#…</code>; open that link whole.
        </p>
        <p className="mt-4">
          <Link href={pages.login} className="inline-flex min-h-10 items-center underline">
            Sign in instead
          </Link>
        </p>
      </EntranceFrame>
    )
  }
  return (
    <EntranceFrame title="Set up your account">
      <p className="text-quiet mt-2">You become an owner of the workspace you were invited to, and can add others to it afterwards.</p>
      <SetUpForm
        token={token}
        onDone={(workspace) => {
          invitation = null
          go(pages.hub(workspace), { replace: true })
        }}
      />
    </EntranceFrame>
  )
}
