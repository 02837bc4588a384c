import { useQuery } from '@tanstack/react-query'
import type { WireSources } from '../../../../src/http/contract.ts'
import { systemSourcesQuery } from '../../api/queries.ts'
import { PageState } from '../../components/PageState.tsx'
import { AsRead, NotRead } from './AsRead.tsx'
import { caughtUpWords, heldWords, lookedWords } from './model/sourceWords.ts'
import { ONLY_WHEN_ASKED } from './onlyWhenAsked.ts'

/** Somebody else's queues: whether somebody looks at them, and what they hold that belongs nowhere. */
export function SystemSources() {
  const list = useQuery({ ...systemSourcesQuery, ...ONLY_WHEN_ASKED })
  if (list.data === undefined) return <NotRead what="the queues" asked={list} />
  const { sources } = list.data
  return (
    <>
      <AsRead at={new Date(list.dataUpdatedAt).toISOString()} asked={list} />
      {sources.length === 0 ? (
        <PageState title="No queue is followed.">
          Runtruth can judge the jobs of pg-boss, BullMQ and Graphile Worker as well. Their queues are named under{' '}
          <code className="font-mono">sources</code> in the config.
        </PageState>
      ) : (
        <ul aria-label="Queues followed" className="border-rule mt-2 border-t">
          {sources.map((source) => (
            <SourceRow key={source.name} source={source} />
          ))}
        </ul>
      )}
    </>
  )
}

function SourceRow({ source }: { readonly source: WireSources['sources'][number] }) {
  const refused = heldWords(source)
  return (
    <li data-testid="source" className="border-rule grid gap-x-5 gap-y-1 border-b py-2 md:grid-cols-[13.5rem_minmax(0,1fr)_14rem]">
      <span>
        <bdi className="font-semibold">{source.name}</bdi> <span className="text-quiet">{source.kind}</span>
      </span>
      <span className="min-w-0">
        {/* Nothing is claimed of an operation here: it is the road to its queue that is silent. */}
        <span className={source.followed ? '' : 'text-stale'}>{lookedWords(source)}</span>
        {refused === null ? null : <span className="text-stale block">{refused}</span>}
      </span>
      <span className="text-small text-quiet">{caughtUpWords(source)}</span>
    </li>
  )
}
