import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTell } from '../../components/toasts.tsx'

/** Something done in the settings: what was shown is read again, and what came of it is said once. */
export function useDeed<Input, Answer>(deed: {
  act(input: Input): Promise<Answer>
  readonly renews: readonly (readonly unknown[])[]
  said(input: Input, answer: Answer): string | null
  done(answer: Answer): void
}) {
  const client = useQueryClient()
  const tell = useTell()
  return useMutation({
    mutationFn: deed.act,
    onSuccess: async (answer, input) => {
      const text = deed.said(input, answer)
      if (text !== null) tell({ text })
      deed.done(answer)
      await Promise.all(deed.renews.map(async (queryKey) => await client.invalidateQueries({ queryKey })))
    },
  })
}
