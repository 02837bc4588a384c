import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
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
  WireTenants,
  WireTokens,
} from '../../../src/http/contract.ts'
import { HINT_ASKED } from '../../activity/model/hint.ts'
import type { ProblemClass } from '../../../src/truth/verdict.ts'
import { apiUrl, get, inWorkspace } from './client.ts'
import { keys } from './keys.ts'

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

export const signInQuery = () =>
  queryOptions({ queryKey: keys.signIn, queryFn: async ({ signal }) => await get<WireSignInWays>(apiUrl('/sign-in'), signal) })

export const sessionQuery = () =>
  queryOptions({ queryKey: keys.session, queryFn: async ({ signal }) => await get<WireSession>(apiUrl('/session'), signal) })

export const placeQuery = (workspace: string) =>
  queryOptions({
    queryKey: keys.place(workspace),
    queryFn: async ({ signal }) => await get<WirePlace>(apiUrl(inWorkspace(workspace)), signal),
  })

export const listQuery = (workspace: string, filters: ListFilters) =>
  queryOptions({
    queryKey: keys.operations(workspace, filters),
    queryFn: async ({ signal }) => await get<WireList>(apiUrl(operations(workspace), { ...filters, include: 'facts' }), signal),
  })

/** `endedSince` is read when it is asked: today begins anew every midnight. */
export const countsQuery = (workspace: string, tenant: string | null, endedSince: () => string) =>
  queryOptions({
    queryKey: keys.counts(workspace, tenant),
    queryFn: async ({ signal }) =>
      await get<WireCounts>(apiUrl(operations(workspace, '/counts'), { tenant: tenant ?? undefined, endedSince: endedSince() }), signal),
  })

export const operationQuery = (workspace: string, id: string) =>
  queryOptions({
    queryKey: keys.operation(workspace, id),
    queryFn: async ({ signal }) =>
      await get<WireOperation>(apiUrl(operations(workspace, `/${encodeURIComponent(id)}`), { include: 'facts' }), signal),
  })

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
  queryOptions({
    queryKey: keys.related(workspace, id),
    queryFn: async ({ signal }) =>
      await get<WireRelated>(apiUrl(operations(workspace, `/${encodeURIComponent(id)}/related`), { include: 'facts' }), signal),
  })

export const activityQuery = (workspace: string, tenant: string | null) =>
  queryOptions({
    queryKey: keys.activity(workspace, tenant),
    queryFn: async ({ signal }) =>
      await get<WireActivity>(
        apiUrl(inWorkspace(workspace, '/activity'), { tenant: tenant ?? undefined, limit: HINT_ASKED, include: 'facts' }),
        signal,
      ),
  })

/** For the number beside the link to the inbox; the inbox itself reads page by page. */
export const unreadQuery = (workspace: string) =>
  queryOptions({
    queryKey: [...keys.inbox(workspace), 'unread'],
    queryFn: async ({ signal }) => (await get<WireInbox>(apiUrl(inWorkspace(workspace, '/notifications'), { limit: 1 }), signal)).unread,
  })

export const membersQuery = (workspace: string) =>
  queryOptions({
    queryKey: keys.members(workspace),
    queryFn: async ({ signal }) => await get<WireMembers>(apiUrl(inWorkspace(workspace, '/members')), signal),
  })

export const tokensQuery = (workspace: string) =>
  queryOptions({
    queryKey: keys.tokens(workspace),
    queryFn: async ({ signal }) => await get<WireTokens>(apiUrl(inWorkspace(workspace, '/tokens')), signal),
  })

export const tenantsQuery = (workspace: string) =>
  queryOptions({
    queryKey: keys.tenants(workspace),
    queryFn: async ({ signal }) => await get<WireTenants>(apiUrl(inWorkspace(workspace, '/tenants')), signal),
  })

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
