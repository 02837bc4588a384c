import { useQuery } from '@tanstack/react-query'
import { operationQuery } from '../../api/queries.ts'
import { LoadingPage, Refused } from '../../components/PageState.tsx'
import { usePlace } from '../../model/place.ts'
import { OperationView } from './OperationView.tsx'

/** What was read once stays shown when the server falls silent: the live layer goes on judging it. */
export function OperationPage({ id }: { readonly id: string }) {
  const { slug } = usePlace()
  const operation = useQuery(operationQuery(slug, id))
  if (operation.data !== undefined) return <OperationView operation={operation.data} />
  if (operation.error !== null) return <Refused error={operation.error} retry={() => void operation.refetch()} />
  return <LoadingPage what="the operation" />
}
