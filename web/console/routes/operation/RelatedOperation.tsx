import { Link } from 'wouter'
import type { WireOperation } from '../../../../src/http/contract.ts'
import { Headline } from '../../components/Headline.tsx'
import { Instant } from '../../components/Instant.tsx'
import { useOperation } from '../../live/useOperation.ts'
import { pages } from '../../model/pages.ts'
import { TIE_WORDS, type Relation } from './model/relations.ts'

interface RelatedOperationProps {
  readonly relation: Relation
  readonly workspace: string
  readonly nowMs: number
}

export function RelatedOperation({ relation: { tie, id, operation }, workspace, nowMs }: RelatedOperationProps) {
  return (
    <li className="border-rule flex flex-wrap items-center gap-x-4 border-b py-2" data-tie={tie}>
      <span className="text-quiet w-40 shrink-0">{TIE_WORDS[tie]}</span>
      <div className="min-w-0 grow basis-60">
        <Link href={pages.operation(workspace, id)} className="inline-block underline">
          #{id}
          {operation === null ? null : (
            <>
              {' '}
              <bdi>{operation.label}</bdi>
            </>
          )}
        </Link>
        {operation === null ? null : <Standing operation={operation} nowMs={nowMs} />}
      </div>
    </li>
  )
}

function Standing({ operation: known, nowMs }: { readonly operation: WireOperation; readonly nowMs: number }) {
  const { operation, verdict } = useOperation(known)
  return (
    <p className="text-small flex flex-wrap items-center gap-x-4" data-surface="related" data-operation={operation.id}>
      <Headline verdict={verdict} outcome={operation.outcome} />
      <span className="text-quiet">
        <Instant at={operation.completedAt ?? operation.startedAt ?? operation.createdAt} nowMs={nowMs} as="moment" />
      </span>
    </p>
  )
}
