import { useQuery } from '@tanstack/react-query'
import { reconcileOperation } from '../../api/acts.ts'
import { keys } from '../../api/keys.ts'
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx'
import { Instant } from '../../components/Instant.tsx'
import { useNow } from '../../components/useNow.ts'
import type { ActDialogProps } from './ActDialog.tsx'
import { didReconcile, wouldReconcile } from './model/reconcileWords.ts'
import { useAct } from './useAct.ts'

/** First what would be concluded, then the question; the answer to yes is looked for anew. */
export function ReconcileDialog({ operation, workspace, onClose }: ActDialogProps) {
  const nowMs = useNow(null)
  const trial = useQuery({
    queryKey: keys.reconcileTrial(workspace, operation.id),
    queryFn: async () => await reconcileOperation(workspace, operation.id, true),
    // Each time it is opened it is asked anew, and it is asked once.
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  const { busy, problem, confirm } = useAct({
    workspace,
    act: async () => await reconcileOperation(workspace, operation.id, false),
    say: (answer) => ({ text: `${operation.label}: ${didReconcile(answer)}` }),
    onClose,
  })
  const words = trial.data === undefined ? null : wouldReconcile(trial.data)
  return (
    <ConfirmDialog
      title="Reconcile this operation now?"
      confirmLabel="Reconcile now"
      busy={busy || words === null || !words.acts}
      problem={problem ?? trial.error?.message ?? null}
      onConfirm={confirm}
      onClose={onClose}
    >
      <p>
        <bdi>{operation.label}</bdi> #{operation.id}
      </p>
      <div role="status" className="space-y-2">
        {words === null ? (
          trial.error === null ? (
            <p>Looking at what would be concluded. What looks lost is looked at twice, so this takes some seconds.</p>
          ) : null
        ) : (
          words.sentences.map((sentence) => (
            <p key={sentence} className="isolated">
              {sentence}
            </p>
          ))
        )}
        {trial.data?.dueAt ? (
          <p>
            If nothing else changes it would be closed at <Instant at={trial.data.dueAt} nowMs={nowMs} as="moment" />.
          </p>
        ) : null}
        {busy ? <p>Looking once more before anything is written.</p> : null}
      </div>
      <p className="text-quiet text-small">The same rules as the sweep; nothing is forced. Recorded in its history with your name.</p>
    </ConfirmDialog>
  )
}
