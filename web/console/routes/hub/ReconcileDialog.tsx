import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { WireBulkReconcile } from '../../../../src/http/contract.ts'
import { apiUrl, inWorkspace, post } from '../../api/client.ts'
import { keys } from '../../api/keys.ts'
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx'
import { useTell } from '../../components/toasts.tsx'
import { clockOf } from '../../model/instants.ts'
import type { AttentionGroup } from './model/attentionGroups.ts'
import { reconcilePreview, reconcileResult } from './model/reconcilePreview.ts'
import { operations } from './model/strip.ts'

interface ReconcileDialogProps {
  readonly workspace: string
  readonly group: AttentionGroup
  readonly nowMs: number
  onClose(): void
}

/** First what would be concluded, then the question. The rules are those of the sweep: nothing is forced. */
export function ReconcileDialog({ workspace, group, nowMs, onClose }: ReconcileDialogProps) {
  const tell = useTell()
  const client = useQueryClient()
  const ids = group.members.map(({ operation }) => operation.id)
  const ask = async (dryRun: boolean) =>
    await post<WireBulkReconcile>(apiUrl(inWorkspace(workspace, '/operations/reconcile')), { ids, dryRun })
  const dryRun = useQuery({
    queryKey: keys.reconcilePreview(workspace, ids),
    queryFn: async () => reconcilePreview(await ask(true)),
    // A preview is of now: it is never kept, and never asked for again behind the reader's back.
    gcTime: 0,
    staleTime: Infinity,
    retry: false,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })
  const real = useMutation({
    mutationFn: async () => reconcilePreview(await ask(false)),
    onSuccess: (result) => {
      tell({ text: reconcileResult(result) })
      onClose()
    },
    onSettled: async () => await client.invalidateQueries({ queryKey: keys.workspace(workspace) }),
  })
  const preview = dryRun.data
  const problem = dryRun.error ?? real.error
  return (
    <ConfirmDialog
      title={`Reconcile ${operations(ids.length)}`}
      confirmLabel={preview === undefined || preview.concluded === 0 ? 'Reconcile' : `Reconcile ${operations(preview.concluded)}`}
      busy={preview === undefined || preview.concluded === 0 || real.isPending}
      problem={problem === null ? null : problem.message}
      onConfirm={() => real.mutate()}
      onClose={onClose}
    >
      <p className="text-quiet">
        {group.headline}, <bdi>{group.shared}</bdi>
      </p>
      {preview === undefined ? (
        <p role="status">
          {dryRun.isError ? 'What would be concluded is not known.' : 'Looking at each of them twice; this takes some seconds…'}
        </p>
      ) : (
        <>
          <ul className="list-disc space-y-1 pl-5">
            {preview.lines.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
          {preview.nextDueAt === null ? null : <p>Of those left, the first is due at {clockOf(preview.nextDueAt, nowMs)}.</p>}
          {preview.concluded === 0 ? (
            <p>There is nothing to reconcile now.</p>
          ) : (
            <p>
              What is closed ends in your name, and that is kept in its history. It cannot be taken back; a late report of its own worker
              can still amend how it ended.
            </p>
          )}
        </>
      )}
    </ConfirmDialog>
  )
}
