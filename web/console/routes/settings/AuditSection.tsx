import { useInfiniteQuery } from '@tanstack/react-query'
import { auditQuery } from '../../api/queries.ts'
import { Button } from '../../components/Button.tsx'
import { Instant } from '../../components/Instant.tsx'
import { Loading, PageState, Refused } from '../../components/PageState.tsx'
import { useNow } from '../../components/useNow.ts'
import { auditSubject, auditWords } from '../../model/auditWords.ts'
import { usePlace } from '../../model/place.ts'
import { FoldingTable } from './FoldingTable.tsx'
import { SectionHead } from './SectionHead.tsx'

const SLOWLY_MS = 30_000

export function AuditSection() {
  const place = usePlace()
  const audit = useInfiniteQuery(auditQuery(place.slug))
  const nowMs = useNow(SLOWLY_MS)
  if (audit.data === undefined) {
    return audit.error === null ? <Loading what="the audit" /> : <Refused error={audit.error} retry={() => void audit.refetch()} />
  }
  const entries = audit.data.pages.flatMap((page) => page.events)
  return (
    <section>
      <SectionHead title="Audit">
        Who changed what about members, tenants, tokens and webhooks. Nothing here can be changed or taken away; what was done to an
        operation stands in its own history.
      </SectionHead>
      {entries.length === 0 ? (
        <PageState title="Nothing recorded yet">What is done in these settings is recorded here from the first act on.</PageState>
      ) : (
        <FoldingTable
          caption="Audit, newest first"
          rows={entries}
          keyOf={({ id }) => id}
          columns={[
            { title: 'When', width: 'w-[20%]', cell: ({ at }) => <Instant at={at} nowMs={nowMs} /> },
            { title: 'Who', width: 'w-[25%]', cell: ({ actor }) => <bdi>{actor.name}</bdi> },
            {
              title: 'What',
              width: 'w-[55%]',
              cell: ({ kind, data }) => (
                <>
                  {auditWords(kind)}
                  <span className="text-small text-quiet block">
                    <bdi>{auditSubject(data)}</bdi>
                  </span>
                </>
              ),
            },
          ]}
        />
      )}
      {audit.hasNextPage ? (
        <Button className="mt-4" disabled={audit.isFetchingNextPage} onClick={() => void audit.fetchNextPage()}>
          Show earlier entries
        </Button>
      ) : null}
    </section>
  )
}
