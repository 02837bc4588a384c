/**
 * Long because it is one contract: whoever writes a page finds every answer in one place.
 *
 * What crosses the wire between the console and the API, as types alone: the one module of the server that the console
 * may look at, and only with `import type`. Instants are ISO 8601 in UTC, ids are decimal text.
 */
import type { Capability, Role } from '../access/actor.ts'
import type { AuditKind } from '../access/audit.ts'
import type { CancelEffect } from '../ledger/cancelRun.ts'
import type { SourceLine } from '../ledger/listSources.ts'
import type { WireEvent, WireList, WireOperation } from '../ledger/wire.ts'
import type { Delivery, DeliveryAttempt, Endpoint } from '../notify/endpoint.ts'
import type { ReconcileAnswer } from '../reconcile/reconcileRuns.ts'
import type { RetryPolicy, RunOutcome, WorkerFacts } from '../truth/facts.ts'
import type { FreshnessState, ProblemClass } from '../truth/verdict.ts'

export type { AuditKind, Capability, Role, WireEvent, WireList, WireOperation }

/** `GET /api/v1/sign-in`, open to everybody: which ways lead in. */
export interface WireSignInWays {
  readonly password: boolean
  /** Providers by id, with the label of their button. */
  readonly oidc: readonly { readonly id: string; readonly label: string }[]
  /** True while nobody has ever been set up: the invitation printed at the start leads to /setup. */
  readonly setUpPending: boolean
}

/**
 * Why a provider's sign-in came back without a session, as `error` in the query of the page it came back to. `cancelled`:
 * the person or the provider said no; `failed`: anything else, the log knows what.
 */
export type WireSignInError = 'unknown_email' | 'unverified_email' | 'cancelled' | 'failed'

/** `GET /api/v1/session`: who is signed in, and where they may go. 401 when nobody is. */
export interface WireSession {
  readonly user: { readonly id: string; readonly name: string; readonly email: string | null }
  readonly workspaces: readonly { readonly slug: string; readonly name: string; readonly role: string }[]
  /** Holds the platform plane: may look across workspaces, audited. */
  readonly system: boolean
}

/** `GET /api/v1/system/sources`, for who holds the platform plane: queues of others that are followed. */
export interface WireSources {
  readonly sources: readonly SourceLine[]
}

/** `POST /api/v1/set-up`: who has just been set up. */
export interface WireSetUp extends WireSession {
  /** The workspace of the invitation; the one to open. */
  readonly invitedTo: string
}

/** `GET /api/v1/workspaces/{workspace}`: the place, what one may do in it, and what can be started. */
export interface WirePlace {
  readonly slug: string
  readonly name: string
  readonly you: { readonly kind: string; readonly id: string | null; readonly name: string; readonly capabilities: readonly Capability[] }
  /** Within reach, by name. */
  readonly tenants: readonly { readonly slug: string; readonly name: string; readonly operable: boolean }[]
  /** Reaches every tenant, and operations of the workspace as a whole. */
  readonly reachesAll: boolean
  readonly types: readonly WireType[]
}

export interface WireType {
  readonly type: string
  readonly label: string
  readonly retry: RetryPolicy
  readonly scheduled: boolean
  /** Holds what the type requires. */
  readonly startable: boolean
  /** JSON Schema of the input, for a form; null when it cannot be written as one. */
  readonly input: Readonly<Record<string, unknown>> | null
}

/** `GET …/operations/counts?endedSince`. */
export interface WireCounts {
  readonly asOf: string
  readonly total: number
  readonly problem: Readonly<Record<ProblemClass, number>>
  readonly freshness: Readonly<Record<FreshnessState, number>>
  readonly outcome: Readonly<Record<RunOutcome, number>>
  /** What ended at or after an instant, where that was asked for. */
  readonly endedSince?: { readonly at: string; readonly outcome: Readonly<Record<RunOutcome, number>> }
}

/** `GET …/activity`. */
export interface WireActivity {
  readonly asOf: string
  readonly operations: readonly WireOperation[]
}

export type { EventKind } from '../ledger/events.ts'

/** `GET …/operations/{id}/events`; every `kind` is an EventKind of the server that answers. */
export interface WireEventList {
  readonly events: readonly WireEvent[]
  readonly next: string | null
}

/** `GET …/operations/{id}/related`: everything an operation is tied to, with verdicts. */
export interface WireRelated {
  readonly asOf: string
  readonly parent: WireOperation | null
  /** Newest first, at most 200. */
  readonly parts: readonly WireOperation[]
  readonly retryOf: WireOperation | null
  readonly retries: readonly WireOperation[]
  readonly supersededBy: WireOperation | null
  /** How long the latest of this type took in this workspace, oldest first, at most 30. */
  readonly durations: readonly { readonly id: string; readonly completedAt: string; readonly ms: number }[]
  /** The file it produced, when there is one to download. */
  readonly file: { readonly name: string; readonly mediaType: string; readonly bytes: number } | null
}

/** `GET …/operations/{id}/raw` (capability operations.raw; every look is recorded). */
export interface WireRaw {
  readonly input: unknown
  readonly diagnostics: unknown
  /** What was recorded when it was reconciled. */
  readonly reconciliation: unknown
}

/** `POST …/operations/{id}/retry`. */
export interface WireStarted extends WireOperation {
  /** False: this operation was there already and stands for the same request. */
  readonly created: boolean
}

/** `POST …/operations/{id}/cancel`. */
export interface WireCancelled extends WireOperation {
  readonly effect: CancelEffect
}

/** `POST …/operations/{id}/reconcile` `{dryRun}`: what was concluded, in a dry run what would be. */
export type WireReconciled = Omit<ReconcileAnswer, 'operation'> & { readonly operation: WireOperation }

/** `POST …/operations/reconcile` `{ids, dryRun}`: one answer for each id that is within reach. */
export interface WireBulkReconcile {
  readonly asOf: string
  readonly answers: readonly {
    readonly id: string
    readonly action: string
    readonly reason: string | null
    readonly because: string
    readonly dueAt: string | null
  }[]
}

/** `GET …/notifications`. */
export interface WireInbox {
  readonly unread: number
  readonly notifications: readonly WireNotification[]
  readonly next: string | null
}

export interface WireNotification {
  readonly id: string
  readonly at: string
  /** `amended`: a late report changed what had been told before. */
  readonly kind: 'finished' | 'amended'
  readonly readAt: string | null
  readonly operation: WireOperation
}

/** `GET …/members`; `POST …/members` and `…/members/{id}/revoke` answer one of them. */
export interface WireMembers {
  readonly members: readonly {
    readonly id: string
    readonly name: string
    readonly email: string
    readonly role: string
    readonly capabilities: readonly Capability[]
    /** Slugs; null: all of them. */
    readonly tenants: readonly string[] | null
    readonly active: boolean
  }[]
  readonly roles: readonly { readonly role: Role; readonly capabilities: readonly Capability[] }[]
}

/** `GET …/tenants`; `POST …/tenants` `{slug, name}`, `…/tenants/{tenant}/suspend` and `/resume` answer one of them. */
export interface WireTenants {
  readonly tenants: readonly WireTenant[]
}

export interface WireTenant {
  readonly slug: string
  readonly name: string
  readonly operable: boolean
}

/** `GET …/tokens`; `POST …/tokens/{id}/revoke` answers one of them. */
export interface WireTokens {
  readonly tokens: readonly WireToken[]
}

export interface WireToken {
  readonly id: string
  readonly name: string
  readonly capabilities: readonly Capability[]
  /** Slugs; null: all of them. */
  readonly tenants: readonly string[] | null
  readonly owner: string | null
  readonly createdAt: string
  readonly expiresAt: string | null
  readonly revokedAt: string | null
}

/** `POST …/tokens`: the only time the secret is told. */
export interface WireCreatedToken {
  readonly token: WireToken
  readonly secret: string
}

/** `GET …/webhooks`; `POST …/webhooks/{id}` and `…/remove` answer one of them. */
export interface WireWebhooks {
  readonly webhooks: readonly WireWebhook[]
}

export type WireWebhook = Instants<Omit<Endpoint, 'state'>> & { readonly enabled: boolean }

/** `POST …/webhooks` and `…/webhooks/{id}/rotate-secret`: the only time the secret is told. */
export interface WireWebhookSecret {
  readonly webhook: WireWebhook
  readonly secret: string
}

/** `GET …/webhooks/{id}/deliveries`, newest first; `POST …/webhooks/{id}/test` and `…/deliveries/{id}/send-again` answer one of them. */
export interface WireDeliveries {
  readonly deliveries: readonly WireDelivery[]
  readonly next: string | null
}

export type WireDelivery = Instants<Omit<Delivery, 'attempts'>> & { readonly attempts: readonly WireAttempt[] }
export type WireAttempt = Instants<DeliveryAttempt>

/** The same, with every instant as text. */
type Instants<T> = { readonly [K in keyof T]: T[K] extends Date ? string : T[K] extends Date | null ? string | null : T[K] }

/** `GET …/audit`: who changed what about members, tenants, tokens and webhooks, newest first. */
export interface WireAudit {
  readonly events: readonly {
    readonly id: string
    readonly at: string
    readonly kind: AuditKind
    readonly actor: { readonly kind: string; readonly name: string }
    readonly data: Readonly<Record<string, unknown>>
  }[]
  readonly next: string | null
}

/**
 * Events of `GET …/stream?tenant`, named by their keys. Each carries the id to come back with as Last-Event-ID.
 *
 * - `hello` first of all: read what you show now; from here on nothing is missed.
 * - `operations`: operations that changed, with facts. One that left the filter of a list is still told.
 * - `evidence`: what is known of the workers of what runs, about once a second while anything does.
 * - `reset`: too much happened meanwhile; read everything again.
 */
export interface WireStreamEvents {
  readonly hello: { readonly asOf: string }
  readonly operations: { readonly asOf: string; readonly operations: readonly WireOperation[] }
  readonly evidence: WireEvidence
  readonly reset: { readonly asOf: string }
}

export interface WireEvidence {
  readonly asOf: string
  readonly databaseUpSince: string | null
  /** By name, only those that hold something within reach. */
  readonly workers: Readonly<
    Record<
      string,
      {
        readonly bootId: string
        readonly heartbeatAt: string
        readonly heartbeatEveryMs: number
        readonly sessionHeld: boolean
        readonly processAlive: boolean | null
      }
    >
  >
  /** Last beat of operations that beat for themselves (external workers), by operation id. */
  readonly beats: Readonly<Record<string, string>>
  /** What was last seen of who has them, of operations that somebody else's queue runs, by operation id. */
  readonly seen: Readonly<Record<string, WorkerFacts>>
}

/** application/problem+json, as every refusal is. */
export interface WireProblem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly code: string
  readonly detail: string
  readonly requestId: string
}
