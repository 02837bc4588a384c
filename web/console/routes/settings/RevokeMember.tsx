import { apiUrl, inWorkspace, post } from '../../api/client.ts'
import { keys } from '../../api/keys.ts'
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx'
import { usePlace } from '../../model/place.ts'
import type { Member } from './MembersSection.tsx'
import { useDeed } from './useDeed.ts'

export function RevokeMember({ member, onClose }: { readonly member: Member; onClose(): void }) {
  const place = usePlace()
  const revoke = useDeed({
    act: async () => await post(apiUrl(inWorkspace(place.slug, `/members/${encodeURIComponent(member.id)}/revoke`))),
    renews: [keys.members(place.slug), keys.tokens(place.slug), keys.audit(place.slug)],
    said: () => `${member.name} is no longer a member of ${place.name}.`,
    done: onClose,
  })
  return (
    <ConfirmDialog
      title={`Revoke the membership of ${member.name}`}
      confirmLabel="Revoke"
      busy={revoke.isPending}
      problem={revoke.error?.message ?? null}
      onConfirm={() => revoke.mutate(undefined)}
      onClose={onClose}
    >
      <p>
        <bdi>{member.name}</bdi> loses every page of <bdi>{place.name}</bdi> at once, and so do the API tokens that belong to them. What
        they started and has not begun yet will be refused when a worker picks it up.
      </p>
      <p>The history keeps their name. They can be added again.</p>
    </ConfirmDialog>
  )
}
