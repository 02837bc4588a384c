import { useInfiniteQuery } from '@tanstack/react-query'
import { PROBLEM_LABELS } from '../../../../src/truth/copy/labels.ts'
import type { ProblemClass } from '../../../../src/truth/verdict.ts'
import { systemOperationsQuery } from '../../api/queries.ts'
import { Button } from '../../components/Button.tsx'
import { PageState } from '../../components/PageState.tsx'
import { AsRead, NotRead } from './AsRead.tsx'
import { ONLY_WHEN_ASKED } from './onlyWhenAsked.ts'
import { SystemRow } from './SystemRow.tsx'

export function SystemOperations({ problem }: { readonly problem: ProblemClass }) {
  const list = useInfiniteQuery({ ...systemOperationsQuery(problem), ...ONLY_WHEN_ASKED })
  if (list.data === undefined) return <NotRead what="the operations" asked={list} />
  const operations = list.data.pages.flatMap((page) => page.operations)
  const asOf = list.data.pages[0]?.asOf ?? null
  return (
    <>
      <AsRead at={asOf} asked={list} />
      {operations.length === 0 ? (
        <PageState title={`No operation ${PROBLEM_LABELS[problem].toLowerCase()}.`}>In no workspace, at that time.</PageState>
      ) : (
        <ul aria-label={PROBLEM_LABELS[problem]} className="border-rule mt-2 border-t">
          {operations.map((operation) => (
            <SystemRow key={`${operation.workspace}/${operation.id}`} operation={operation} asOf={asOf} />
          ))}
        </ul>
      )}
      {list.hasNextPage ? (
        <Button className="mt-4" disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          Show earlier ones
        </Button>
      ) : null}
    </>
  )
}
