import { infiniteQueryOptions } from '@tanstack/react-query'
import type {
  WireActivity,
  WireAudit,
  WireCounts,
  WireEventList,
  WireInbox,
  WireList,
  WireMembers,
  WireOperation,
  WirePlace,
  WireRelated,
  WireSession,
  WireSignInWays,
  WireSources,
  WireTenants,
  WireTokens,
} from '../../../src/http/contract.ts'
import { HINT_ASKED } from '../../activity/model/hint.ts'
import type { ProblemClass } from '../../../src/truth/verdict.ts'
import { apiUrl, get, inWorkspace } from './client.ts'
import { keys } from './keys.ts'
import { question } from './question.ts'

/** Filters of a list as the API names them; what is absent means any. */
export interface ListFilters {
  readonly tenant?: string
  readonly status?: string
  readonly outcome?: string
  readonly type?: string
  readonly problem?: string
  readonly freshness?: string
  readonly initiator?: string
  readonly q?: string
  readonly from?: string
  readonly to?: string
  readonly endedSince?: string
  readonly cursor?: string
  readonly limit?: number
}

const operations = (workspace: string, path = '') => inWorkspace(workspace, `/operations${path}`)

export const signInQuery = () => question<WireSignInWays>()(keys.signIn, () => apiUrl('/sign-in'))

export const sessionQuery = () => question<WireSession>()(keys.session, () => apiUrl('/session'))

export const placeQuery = (workspace: string) => question<WirePlace>()(keys.place(workspace), () => apiUrl(inWorkspace(workspace)))

export const listQuery = (workspace: string, filters: ListFilters) =>
  question<WireList>()(keys.operations(workspace, filters), () => apiUrl(operations(workspace), { ...filters, include: 'facts' }))

/** `endedSince` is read when it is asked: today begins anew every midnight. */
export const countsQuery = (workspace: string, tenant: string | null, endedSince: () => string) =>
  question<WireCounts>()(keys.counts(workspace, tenant), () =>
    apiUrl(operations(workspace, '/counts'), { tenant: tenant ?? undefined, endedSince: endedSince() }),
  )

export const operationQuery = (workspace: string, id: string) =>
  question<WireOperation>()(keys.operation(workspace, id), () =>
    apiUrl(operations(workspace, `/${encodeURIComponent(id)}`), { include: 'facts' }),
  )

/** From the end backwards: what happened last is what people come for. */
export const eventsQuery = (workspace: string, id: string) =>
  infiniteQueryOptions({
    queryKey: keys.events(workspace, id),
    queryFn: async ({ signal, pageParam }) =>
      await get<WireEventList>(
        apiUrl(operations(workspace, `/${encodeURIComponent(id)}/events`), { order: 'newest', limit: 100, cursor: pageParam ?? undefined }),
        signal,
      ),
    // The first page is asked for without a cursor.
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  })

export const relatedQuery = (workspace: string, id: string) =>
  question<WireRelated>()(keys.related(workspace, id), () =>
    apiUrl(operations(workspace, `/${encodeURIComponent(id)}/related`), { include: 'facts' }),
  )

export const activityQuery = (workspace: string, tenant: string | null) =>
  question<WireActivity>()(keys.activity(workspace, tenant), () =>
    apiUrl(inWorkspace(workspace, '/activity'), { tenant: tenant ?? undefined, limit: HINT_ASKED, include: 'facts' }),
  )

/** For the number beside the link to the inbox; the inbox itself reads page by page. */
export const unreadQuery = (workspace: string) =>
  question<Pick<WireInbox, 'unread'>>()([...keys.inbox(workspace), 'unread'] as const, () =>
    apiUrl(inWorkspace(workspace, '/notifications'), { limit: 1 }),
  )

export const membersQuery = (workspace: string) =>
  question<WireMembers>()(keys.members(workspace), () => apiUrl(inWorkspace(workspace, '/members')))

export const tokensQuery = (workspace: string) =>
  question<WireTokens>()(keys.tokens(workspace), () => apiUrl(inWorkspace(workspace, '/tokens')))

export const tenantsQuery = (workspace: string) =>
  question<WireTenants>()(keys.tenants(workspace), () => apiUrl(inWorkspace(workspace, '/tenants')))

export const auditQuery = (workspace: string) =>
  infiniteQueryOptions({
    queryKey: keys.audit(workspace),
    queryFn: async ({ signal, pageParam }) =>
      await get<WireAudit>(apiUrl(inWorkspace(workspace, '/audit'), { limit: 50, cursor: pageParam ?? undefined }), signal),
    // The first page is asked for without a cursor.
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  })

/** Across workspaces; every look is recorded. */
export const systemOperationsQuery = (problem: ProblemClass) =>
  infiniteQueryOptions({
    queryKey: keys.systemOperations(problem),
    queryFn: async ({ signal, pageParam }) =>
      await get<WireList>(apiUrl('/system/operations', { problem, limit: 50, cursor: pageParam ?? undefined }), signal),
    // The first page is asked for without a cursor.
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  })

/** Queues of others, which belong to no one workspace; every look is recorded. */
export const systemSourcesQuery = question<WireSources>()(keys.systemSources, () => apiUrl('/system/sources'))
