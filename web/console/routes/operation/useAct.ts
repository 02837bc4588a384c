import { useMutation, useQueryClient } from '@tanstack/react-query'
import { keys } from '../../api/keys.ts'
import { useTell, type ToastMessage } from '../../components/toasts.tsx'

interface ActOptions<Answer> {
  readonly workspace: string
  act(): Promise<Answer>
  /** What came of it, in one sentence. */
  say(answer: Answer): ToastMessage
  onClose(): void
}

/** Does it, says what came of it, and has everything of the workspace read again. A refusal stays with the question. */
export function useAct<Answer>({ workspace, act, say, onClose }: ActOptions<Answer>) {
  const client = useQueryClient()
  const tell = useTell()
  const { mutate, isPending, error } = useMutation({
    mutationFn: act,
    onSuccess: (answer) => {
      onClose()
      tell(say(answer))
    },
    // Also after a refusal: what was shown was older than what refused it.
    onSettled: async () => await client.invalidateQueries({ queryKey: keys.workspace(workspace) }),
  })
  return { busy: isPending, problem: error?.message ?? null, confirm: () => mutate() }
}
