import type { WireTenant } from '../../../../src/http/contract.ts'
import { apiUrl, inWorkspace, post } from '../../api/client.ts'
import { keys } from '../../api/keys.ts'
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx'
import { usePlace } from '../../model/place.ts'
import { useDeed } from './useDeed.ts'

/** Suspends one that is operable, resumes one that is not. */
export function SuspendTenant({ tenant: { slug, name, operable }, onClose }: { readonly tenant: WireTenant; onClose(): void }) {
  const { slug: workspace } = usePlace()
  const verb = operable ? 'suspend' : 'resume'
  const act = useDeed({
    act: async () => await post(apiUrl(inWorkspace(workspace, `/tenants/${encodeURIComponent(slug)}/${verb}`))),
    renews: [keys.tenants(workspace), keys.place(workspace), keys.audit(workspace)],
    said: () => (operable ? `${name} is suspended.` : `${name} is operable again.`),
    done: onClose,
  })
  return (
    <ConfirmDialog
      title={operable ? `Suspend ${name}` : `Resume ${name}`}
      confirmLabel={operable ? 'Suspend' : 'Resume'}
      busy={act.isPending}
      problem={act.error?.message ?? null}
      onConfirm={() => act.mutate(undefined)}
      onClose={onClose}
    >
      {operable ? (
        <>
          <p>
            New operations of <bdi>{name}</bdi> are refused as blocked, and so are those that wait and have not begun. What runs already
            runs to its end.
          </p>
          <p>Its history stays readable, and it can be resumed at any time.</p>
        </>
      ) : (
        <p>
          New operations of <bdi>{name}</bdi> can be started again, and its schedules start theirs. What was refused meanwhile is not made
          up for.
        </p>
      )}
    </ConfirmDialog>
  )
}
