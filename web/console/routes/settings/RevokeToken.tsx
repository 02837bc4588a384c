import type { WireToken } from '../../../../src/http/contract.ts'
import { apiUrl, inWorkspace, post } from '../../api/client.ts'
import { keys } from '../../api/keys.ts'
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx'
import { usePlace } from '../../model/place.ts'
import { useDeed } from './useDeed.ts'

export function RevokeToken({ token: { id, name }, onClose }: { readonly token: WireToken; onClose(): void }) {
  const { slug } = usePlace()
  const revoke = useDeed({
    act: async () => await post(apiUrl(inWorkspace(slug, `/tokens/${encodeURIComponent(id)}/revoke`))),
    renews: [keys.tokens(slug), keys.audit(slug)],
    said: () => `The token “${name}” is revoked.`,
    done: onClose,
  })
  return (
    <ConfirmDialog
      title={`Revoke the token “${name}”`}
      confirmLabel="Revoke"
      busy={revoke.isPending}
      problem={revoke.error?.message ?? null}
      onConfirm={() => revoke.mutate(undefined)}
      onClose={onClose}
    >
      <p>Every program that uses it is refused from the next request on. What it started and has not begun yet will be refused too.</p>
      <p>This cannot be undone; a new token can take its place.</p>
    </ConfirmDialog>
  )
}
