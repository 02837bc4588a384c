import { Link } from 'wouter'
import type { WireOperation } from '../../../../src/http/contract.ts'
import { Headline } from '../../components/Headline.tsx'
import { Instant } from '../../components/Instant.tsx'
import { pages } from '../../model/pages.ts'

/** As it was read: nothing here moves or ticks, because nothing here is heard of again. */
export function SystemRow({ operation, asOf }: { readonly operation: WireOperation; readonly asOf: string | null }) {
  const { id, label, workspace, tenant, outcome, verdict } = operation
  return (
    <li
      data-testid="row"
      className="border-rule hover:bg-wash relative grid gap-x-5 border-b py-2 md:grid-cols-[13.5rem_minmax(0,1fr)_14rem_6rem]"
    >
      <span id={`headline-${workspace}-${id}`}>
        <Headline verdict={verdict} outcome={outcome} />
      </span>
      <span className="min-w-0">
        <Link
          href={pages.operation(workspace, id)}
          aria-labelledby={`label-${workspace}-${id} headline-${workspace}-${id}`}
          className="after:absolute after:inset-0"
        >
          <bdi id={`label-${workspace}-${id}`}>{label}</bdi>
        </Link>
        <span data-testid="guidance" className="text-small text-quiet block">
          {verdict.guidance}
        </span>
      </span>
      <span className="text-small">
        <bdi className="font-mono">{workspace}</bdi>
        {tenant === null ? null : (
          <>
            {' · '}
            <bdi className="font-mono">{tenant}</bdi>
          </>
        )}
      </span>
      <span className="text-small text-quiet md:text-end">
        <Instant
          at={operation.completedAt ?? operation.startedAt ?? operation.createdAt}
          nowMs={Date.parse(asOf ?? operation.verdict.asOf)}
        />
      </span>
    </li>
  )
}
