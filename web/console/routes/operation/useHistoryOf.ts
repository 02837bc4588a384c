import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { WireOperation } from '../../../../src/http/contract.ts'
import { keys } from '../../api/keys.ts'
import { courseOf } from './model/courseOf.ts'

/** History is read again when something has happened, and only then. */
export function useHistoryOf(operation: WireOperation): void {
  const client = useQueryClient()
  const course = courseOf(operation)
  const before = useRef(course)
  const { id, workspace } = operation
  useEffect(() => {
    if (before.current === course) return
    before.current = course
    void client.invalidateQueries({ queryKey: keys.events(workspace, id) })
    void client.invalidateQueries({ queryKey: keys.related(workspace, id) })
  }, [course, client, workspace, id])
}
