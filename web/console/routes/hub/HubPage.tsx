import { useQueryClient, type UseQueryResult } from '@tanstack/react-query'
import { lazy, Suspense, use, useEffect, useRef, useState } from 'react'
import { useLocation, useSearch } from 'wouter'
import type { WireOperation } from '../../../../src/http/contract.ts'
import { formatNumber } from '../../../../src/truth/durations.ts'
import { keys } from '../../api/keys.ts'
import { ApiProblem } from '../../api/problem.ts'
import { Button } from '../../components/Button.tsx'
import { Loading, Refused } from '../../components/PageState.tsx'
import { ServerTime, useNow } from '../../components/useNow.ts'
import { useTitle } from '../../components/useTitle.ts'
import { useConnection } from '../../components/ConnectionLine.tsx'
import { useNowLive } from '../../drawn/useNowLive.ts'
import { useOperations } from '../../live/useOperation.ts'
import { secondsClockOf } from '../../model/instants.ts'
import { pages } from '../../model/pages.ts'
import { tenantName, usePlace } from '../../model/place.ts'
import { Chips } from './Chips.tsx'
import { CountStrip } from './CountStrip.tsx'
import { TextField } from './FilterFields.tsx'
import { Filters } from './Filters.tsx'
import type { AttentionGroup } from './model/attentionGroups.ts'
import { chipsOf } from './model/chips.ts'
import { isFiltered, narrowed, readView, writeView, type HubView } from './model/hubView.ts'
import { showsTenants } from './model/rowOf.ts'
import { figuresOf, needingAttention } from './model/strip.ts'
import { mostUrgent } from './model/urgency.ts'
import { NoMatch, NoOperations } from './NoOperations.tsx'
import { OperationList } from './OperationList.tsx'
import { Paging } from './Paging.tsx'
import { TabBar } from './TabBar.tsx'
import { UrgentBlock } from './UrgentBlock.tsx'
import { useAnnouncement } from './useAnnouncement.ts'
import { useHeldPlaces } from './useHeldPlaces.ts'
import { useHubData } from './useHubData.ts'
import { useHubKeys } from './useHubKeys.ts'
import { useReturn } from './useReturn.ts'
import { NewsBar } from './NewsBar.tsx'
import { placesOf } from './model/heldRows.ts'
import { useKeptFocus } from '../../components/useKeptFocus.ts'
import type { Action } from '../../model/verdictLook.ts'

const HelpDialog = lazy(async () => ({ default: (await import('./HelpDialog.tsx')).HelpDialog }))
const ActDialog = lazy(async () => ({ default: (await import('../operation/ActDialog.tsx')).ActDialog }))
const ReconcileDialog = lazy(async () => ({ default: (await import('./ReconcileDialog.tsx')).ReconcileDialog }))

/** "4 min ago" is old after this. */
const CLOCK_EVERY_MS = 30_000

type Dialog =
  | { readonly kind: 'help' }
  | { readonly kind: 'act'; readonly action: Action; readonly operation: WireOperation }
  | { readonly kind: 'reconcile'; readonly group: AttentionGroup }

/** Which operation needs attention now? Then everything else, narrowed as the address says. */
export function HubPage() {
  const place = usePlace()
  const workspace = place.slug
  const view = readView(useSearch())
  const address = writeView(view)
  const [, go] = useLocation()
  const readNow = use(ServerTime)
  const nowMs = useNow(CLOCK_EVERY_MS)
  const [dialog, setDialog] = useState<Dialog | null>(null)
  const { list, counts, candidates } = useHubData(workspace, view, readNow, dialog !== null)

  const listPlace = useRef<HTMLDivElement>(null)
  const search = useRef<HTMLInputElement>(null)
  const page = useReadPage(list, address)
  const { operations, waiting, left, letIn } = useHeldPlaces(list.data?.operations ?? NONE, page, listPlace)
  const rows = useOperations(operations)
  const first = useOperations(candidates)
  const urgent = mostUrgent([...first, ...rows.filter(({ operation }) => view.tenant === '' || operation.tenant === view.tenant)])

  const leave = useReturn(view.trail.join('.'), list.data !== undefined && !list.isPlaceholderData)
  const showNow = () => {
    letIn()
    showFirst(listPlace.current)
  }
  useHubKeys(listPlace, search, { onHelp: () => setDialog({ kind: 'help' }), onLetIn: showNow })
  useKeptFocus(listPlace, ({ dataset: { row } }) => rowIn(listPlace.current, row))
  const connection = useConnection().state
  const places = placesOf(rows, left, connection === 'live')
  const silent = connection === 'lost' || isSilent(list) || isSilent(counts)
  const announcement = useAnnouncement(rows)
  const asking = counts.data === undefined ? 0 : needingAttention(counts.data)
  const client = useQueryClient()
  // What turned by time alone changed the counts, too, and nobody tells that.
  useEffect(() => {
    if (announcement !== '') void client.invalidateQueries({ queryKey: keys.anyCounts(workspace) })
  }, [announcement, client, workspace])
  // Ten tabs are open, and one of them wants something.
  useTitle(`${asking > 0 ? `(${formatNumber(asking)}) ` : ''}Operations`, place.name)
  useNowLive()

  const chips = chipsOf(view, {
    tenant: (slug) => tenantName(place, slug) ?? slug,
    type: (name) => place.types.find(({ type }) => type === name)?.label ?? name,
  })
  const change = (to: Partial<HubView>, typing = false) =>
    go(`${pages.hub(workspace)}${writeView(narrowed(view, to))}`, { replace: typing })

  if (list.data === undefined && list.error !== null) return <Refused error={list.error} retry={() => void list.refetch()} />
  if (counts.data?.total === 0 && address === '') {
    return (
      <>
        <h1 className="sr-only">Operations</h1>
        <NoOperations />
      </>
    )
  }
  const searching = view.q !== '' || view.initiator !== ''
  return (
    <>
      <div className="flex items-center justify-between gap-x-6 pt-4">
        <h1 className="text-title shrink-0 font-semibold">Operations</h1>
        <div className="no-print flex min-w-0 grow items-center justify-end gap-2 md:grow-0">
          <TextField
            label="Search by number, label, type or initiator"
            placeholder="Search"
            value={view.q}
            onChange={(q) => change({ q }, true)}
            className="w-full min-w-0 md:w-72"
            field={search}
          />
          <Button weight="quiet" aria-label="Keys" title="Keys (?)" className="max-md:hidden" onClick={() => setDialog({ kind: 'help' })}>
            ?
          </Button>
        </div>
      </div>
      <UrgentBlock
        urgent={urgent}
        counts={counts.data}
        dated={silent}
        nowMs={nowMs}
        onAct={(action, operation) => setDialog({ kind: 'act', action, operation })}
      />
      {counts.data === undefined ? (
        <div className="min-h-12" />
      ) : (
        <CountStrip workspace={workspace} figures={figuresOf(counts.data, view, nowMs)} asOf={silent ? counts.data.asOf : null} />
      )}
      <div className="no-print flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <TabBar workspace={workspace} view={view} />
        <Filters view={view} count={chips.length} onChange={change} />
      </div>
      <Chips workspace={workspace} view={view} chips={chips} />
      <NewsBar
        silence={silent && list.data !== undefined ? silence(list.error ?? counts.error, list.data.asOf) : null}
        waiting={waiting}
        left={left.size}
        announcement={announcement}
        onLetIn={showNow}
      />
      <div ref={listPlace} className={list.isPlaceholderData ? 'opacity-60' : ''}>
        {list.data === undefined ? (
          <Loading what="operations" />
        ) : places.length === 0 ? (
          <NoMatch view={view} filtered={isFiltered(view)} further={searching && list.data.next !== null} />
        ) : (
          <OperationList
            places={places}
            grouped={view.tab === 'attention'}
            withTenant={showsTenants(rows, view.tenant, place.tenants.length)}
            nowMs={nowMs}
            onOpen={leave}
            onReconcile={(group) => setDialog({ kind: 'reconcile', group })}
          />
        )}
      </div>
      <div onClickCapture={() => leave('')}>
        <Paging workspace={workspace} view={view} next={list.data?.next ?? null} searching={searching} />
      </div>
      <Suspense fallback={null}>
        {dialog?.kind === 'help' ? <HelpDialog onClose={() => setDialog(null)} /> : null}
        {dialog?.kind === 'act' ? (
          <ActDialog action={dialog.action} operation={dialog.operation} workspace={workspace} onClose={() => setDialog(null)} />
        ) : null}
        {dialog?.kind === 'reconcile' ? (
          <ReconcileDialog workspace={workspace} group={dialog.group} nowMs={nowMs} onClose={() => setDialog(null)} />
        ) : null}
      </Suspense>
    </>
  )
}

const NONE: readonly WireOperation[] = []

/** The beginning of the list, where what is new stands. Whoever came by a key goes on there. */
function showFirst(list: HTMLElement | null): void {
  if (list !== null && list.getBoundingClientRect().top < 0) list.scrollIntoView({ block: 'start' })
  const from = document.activeElement
  if (from instanceof HTMLElement && list?.contains(from) !== true && !from.matches(':focus-visible')) return
  requestAnimationFrame(() => rowIn(list)?.focus({ preventScroll: true }))
}

function rowIn(list: HTMLElement | null, id?: string): HTMLElement | null {
  const same = id === undefined ? null : list?.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"]`)
  return same ?? list?.querySelector<HTMLElement>('[data-row]') ?? null
}

/** The page whose list has been read since it was opened, or was read so shortly before that it is not asked for again. */
function useReadPage({ data, isPlaceholderData, fetchStatus }: UseQueryResult, address: string): string | null {
  const [read, setRead] = useState<string | null>(null)
  const isRead = data !== undefined && !isPlaceholderData && fetchStatus === 'idle'
  if (isRead && read !== address) setRead(address)
  return read === address ? address : null
}

/** Asked, and not answered since: what is shown is of before. */
function isSilent({ failureCount, isError, fetchStatus }: Pick<UseQueryResult, 'failureCount' | 'isError' | 'fetchStatus'>): boolean {
  return isError || failureCount > 0 || fetchStatus === 'paused'
}

function silence(error: unknown, asOf: string): string {
  const why = error instanceof ApiProblem ? error.message : 'The server has not answered.'
  return `${why} Last heard ${secondsClockOf(asOf)}.`
}
