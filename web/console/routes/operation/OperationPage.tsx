import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { WireOperation } from '../../../../src/http/contract.ts'
import { operationQuery } from '../../api/queries.ts'
import { Loading, Refused } from '../../components/PageState.tsx'
import { usePlace } from '../../model/place.ts'
import { OperationView } from './OperationView.tsx'

const WHILE_OPEN_MS = 4_000

/** Reads the operation, and goes on reading it while it is open and nobody is deciding about it. */
export function OperationPage({ id }: { readonly id: string }) {
  const { slug } = usePlace()
  const [deciding, setDeciding] = useState(false)
  const operation = useQuery({
    ...operationQuery(slug, id),
    refetchInterval: ({ state }) => (deciding || !isOpen(state.data) ? false : WHILE_OPEN_MS),
  })
  if (operation.data !== undefined) return <OperationView operation={operation.data} onDeciding={setDeciding} />
  if (operation.error !== null) return <Refused error={operation.error} retry={() => void operation.refetch()} />
  return <Loading what="the operation" />
}

function isOpen(operation: WireOperation | undefined): boolean {
  return operation !== undefined && operation.status !== 'completed'
}
