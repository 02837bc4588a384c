import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useLocation } from 'wouter'
import { authUrl, post } from '../api/client.ts'
import { pages } from '../model/pages.ts'
import { Button } from './Button.tsx'

/** Ends the session on the server; what was read in it is forgotten here too. */
export function SignOutButton({ className = '' }: { readonly className?: string }) {
  const client = useQueryClient()
  const [, go] = useLocation()
  const signOut = useMutation({
    mutationFn: async () => await post(authUrl('/sign-out')),
    onSuccess: () => {
      go(pages.login)
      client.clear()
    },
  })
  return (
    <>
      <Button className={className} disabled={signOut.isPending} onClick={() => signOut.mutate()}>
        Sign out
      </Button>
      <span role="alert" className="text-small text-lost mt-1 block empty:hidden">
        {signOut.error === null ? null : `You are still signed in. ${signOut.error.message}`}
      </span>
    </>
  )
}
