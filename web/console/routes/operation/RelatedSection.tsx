import type { WireOperation, WireRelated } from '../../../../src/http/contract.ts'
import { RelatedOperation } from './RelatedOperation.tsx'
import { Section } from './Section.tsx'
import { relationsOf } from './model/relations.ts'

interface RelatedSectionProps {
  readonly operation: WireOperation
  /** Absent: not read, or not yet; then the ties are shown by number alone. */
  readonly related: WireRelated | undefined
  readonly workspace: string
  readonly nowMs: number
}

/** Other operations this one is tied to, each under its own verdict. Nothing where there is none. */
export function RelatedSection({ operation, related, workspace, nowMs }: RelatedSectionProps) {
  const relations = relationsOf(operation, related)
  if (relations.length === 0) return null
  return (
    <Section id="related" title="Related operations">
      <ul>
        {relations.map((relation) => (
          <RelatedOperation key={`${relation.tie} ${relation.id}`} relation={relation} workspace={workspace} nowMs={nowMs} />
        ))}
      </ul>
    </Section>
  )
}
