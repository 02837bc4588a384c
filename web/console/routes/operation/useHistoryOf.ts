import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { WireOperation } from '../../../../src/http/contract.ts'
import type { Verdict } from '../../../../src/truth/index.ts'
import { keys } from '../../api/keys.ts'
import { courseOf } from './model/courseOf.ts'

/** When something has happened, or the verdict has turned, the operation is read again with its history; and only then. */
export function useHistoryOf(operation: WireOperation, { freshness, reason }: Verdict): void {
  const client = useQueryClient()
  const course = `${courseOf(operation)} ${freshness} ${reason}`
  const before = useRef(course)
  const { id, workspace } = operation
  useEffect(() => {
    if (before.current === course) return
    before.current = course
    void client.invalidateQueries({ queryKey: keys.operation(workspace, id) })
  }, [course, client, workspace, id])
}
