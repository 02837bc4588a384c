import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useLocation, useSearch } from 'wouter'
import type { WireSignInWays } from '../../../../src/http/contract.ts'
import { signInQuery } from '../../api/queries.ts'
import { Loading, Refused } from '../../components/PageState.tsx'
import { safeReturn } from '../../model/safeReturn.ts'
import { providerRefusal } from '../../model/signInRefusal.ts'
import { EntranceFrame } from './EntranceFrame.tsx'
import { PasswordWay } from './PasswordWay.tsx'
import { ProviderWays } from './ProviderWays.tsx'

export function SignInPage() {
  const ways = useQuery(signInQuery())
  const client = useQueryClient()
  const search = new URLSearchParams(useSearch())
  const [, go] = useLocation()
  const to = safeReturn(search.get('to'))
  // Whoever comes here reads with other eyes afterwards: nothing of what was seen before may stay.
  useEffect(() => client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'sign-in' }), [client])
  if (ways.data === undefined) {
    return ways.error === null ? (
      <EntranceFrame title="Sign in">
        <Loading what="the ways in" />
      </EntranceFrame>
    ) : (
      <main className="mx-auto max-w-[80rem] px-4 md:px-8">
        <Refused error={ways.error} retry={() => void ways.refetch()} />
      </main>
    )
  }
  const { password, oidc, setUpPending } = ways.data
  const refused = providerRefusal(search.get('error'))
  return (
    <EntranceFrame title="Sign in">
      {refused === null ? null : (
        <p role="alert" className="text-lost mt-4">
          {refused}
        </p>
      )}
      {setUpPending ? (
        <p className="text-quiet mt-4">
          Nobody has an account yet. The invitation of the first owner was printed where Runtruth was started: open its link to set up.
        </p>
      ) : null}
      {password ? <PasswordWay onSignedIn={() => go(to, { replace: true })} /> : null}
      {oidc.length === 0 ? null : <ProviderWays providers={oidc} to={to} beside={password} />}
      <NoWay ways={ways.data} />
    </EntranceFrame>
  )
}

function NoWay({ ways: { password, oidc } }: { readonly ways: WireSignInWays }) {
  if (password || oidc.length > 0) return null
  return (
    <p className="text-quiet mt-4">
      Nobody signs in here: this console is part of another application. Sign in there, then open this page again.
    </p>
  )
}
