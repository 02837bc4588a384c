import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { WireOperation, WireType } from '../../../../src/http/contract.ts'
import { alreadyQueuedToast, queuedToast } from '../../../../src/truth/operationPresenter.ts'
import { apiUrl, inWorkspace, post } from '../../api/client.ts'
import { keys } from '../../api/keys.ts'
import { ApiProblem } from '../../api/problem.ts'
import { useTell } from '../../components/toasts.tsx'
import { pages } from '../../model/pages.ts'
import { usePlace } from '../../model/place.ts'
import { createSubmission } from './model/submission.ts'

type Started = WireOperation & { readonly created: boolean }

/** Starts operations of one type and says what came of it. One press is one operation, however often it arrives. */
export function useStart(type: WireType, tenant: string) {
  const { slug } = usePlace()
  const client = useQueryClient()
  const tell = useTell()
  const submission = useRef(createSubmission())
  const sending = useRef(false)
  const [starting, setStarting] = useState(false)

  /** Null: it is started, or the same operation was there. */
  async function start(input: unknown): Promise<ApiProblem | 'sent already' | null> {
    if (sending.current) return 'sent already'
    sending.current = true
    setStarting(true)
    const idempotencyKey = submission.current.keyFor(input)
    try {
      const url = apiUrl(inWorkspace(slug, '/operations'))
      const { id, created } = await post<Started>(url, { type: type.type, tenant, input, idempotencyKey })
      submission.current.answered()
      const { headline, guidance } = created ? queuedToast(type.label) : alreadyQueuedToast(type.label)
      tell({ text: `${headline}. ${guidance}`, href: pages.operation(slug, id) })
      return null
    } catch (error) {
      const problem = error instanceof ApiProblem ? error : new ApiProblem(500, 'internal', 'Something in this page went wrong.')
      // Nobody answered: whether it was started is not known, so the same press is the same operation still.
      if (problem.status !== 0) submission.current.answered()
      if (problem.issues.length === 0) {
        tell({ text: problem.message, ...(problem.operationId === null ? {} : { href: pages.operation(slug, problem.operationId) }) })
      }
      return problem
    } finally {
      sending.current = false
      setStarting(false)
      for (const queryKey of [keys.anyActivity(slug), keys.anyOperations(slug), keys.anyCounts(slug)]) {
        void client.invalidateQueries({ queryKey })
      }
    }
  }

  return { start, starting }
}
