import { useMutation } from '@tanstack/react-query'
import type { WireSignInWays } from '../../../../src/http/contract.ts'
import { authUrl, post } from '../../api/client.ts'
import { basePath } from '../../around.ts'
import { Button } from '../../components/Button.tsx'
import { pages } from '../../model/pages.ts'

/** Leads to the provider and back; what it refuses comes back to this page as `error`. */
export function ProviderWays({
  providers,
  to,
  beside,
}: {
  readonly providers: WireSignInWays['oidc']
  readonly to: string
  /** Another way in stands above. */
  readonly beside: boolean
}) {
  const leave = useMutation({
    mutationFn: async (provider: string) => {
      const errorCallbackURL = `${basePath()}${pages.login}?to=${encodeURIComponent(to)}`
      return await post<{ readonly url?: string }>(authUrl('/sign-in/social'), { provider, callbackURL: basePath() + to, errorCallbackURL })
    },
    onSuccess: ({ url }) => {
      if (url !== undefined) location.assign(url)
    },
  })
  return (
    <div className={beside ? 'border-rule mt-8 border-t pt-6' : 'mt-6'}>
      <ul className="space-y-3">
        {providers.map(({ id, label }) => (
          <li key={id}>
            <Button className="w-full" disabled={leave.isPending} onClick={() => leave.mutate(id)}>
              {label}
            </Button>
          </li>
        ))}
      </ul>
      <p role="alert" className="text-lost mt-3 empty:hidden">
        {leave.error?.message}
      </p>
    </div>
  )
}
