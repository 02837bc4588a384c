import type { Database, Tx } from '../db/database.ts'
import type { Grant, Principal } from './actor.ts'
import { currentGrant, grantOfToken, type StoredGrant } from './grants.ts'

/** The one question asked of a host: what does this request, or this earlier initiator, hold in this workspace now? */
export interface AuthorityQuestion {
  /** Slug. */
  readonly workspace: string
  /** Somebody is asking now. */
  readonly request?: Request
  /** Somebody asked earlier, and a worker is about to act on it. */
  readonly initiator?: Principal
}

/** Null: nothing at all, and nothing is told. There is no default that says yes. */
export type Authorize = (question: AuthorityQuestion) => Promise<Grant | null>

/** Who may do what, asked at the edges and again when a worker picks an operation up. */
export interface Authority {
  ofRequest(request: Request, workspace: string): Promise<Grant | StoredGrant | undefined>
  ofPrincipal(workspace: { readonly id: number; readonly slug: string }, principal: Principal): Promise<Grant | StoredGrant | undefined>
  /** The same, in a transaction inside that workspace; absent where a host is asked, whose answer no transaction should wait for. */
  ofPrincipalWithin?(tx: Tx, workspaceId: number, principal: Principal): Promise<StoredGrant | undefined>
  /** Whether the credentials of a request are valid anywhere; absent where only a host could tell. */
  recognises?(request: Request): Promise<boolean>
  /** Whether it carries a session that was begun here, ended or not: nobody who guesses does. Costs no look at the database. */
  carriesSession?(request: Request): boolean
}

/** People who have signed in at a browser. */
export interface Sessions {
  /** Signed here, and nothing more: it may have ended. */
  isSigned(request: Request): boolean
  isValid(request: Request): Promise<boolean>
  grantIn(request: Request, workspace: string): Promise<StoredGrant | undefined>
}

/** Stand-alone: bearer tokens and members, as the ledger keeps them, and sessions where there is a sign-in. */
export function storedAuthority(db: Database, sessions?: Sessions): Authority {
  return {
    ofRequest: async (request, workspace) => {
      // A token that was sent is meant, also beside a cookie: the wall against foreign pages lets tokens through.
      if (sessions && !request.headers.has('authorization')) return await sessions.grantIn(request, workspace)
      const found = await grantOf(db, request)
      return found?.workspace === workspace ? found.grant : undefined
    },
    recognises: async (request) => {
      if (sessions && !request.headers.has('authorization')) return await sessions.isValid(request)
      return (await grantOf(db, request)) !== undefined
    },
    carriesSession: (request) => sessions !== undefined && !request.headers.has('authorization') && sessions.isSigned(request),
    ofPrincipal: async (workspace, principal) =>
      await db.inWorkspace(workspace.id, async (tx) => await currentGrant(tx, workspace.id, principal)),
    ofPrincipalWithin: currentGrant,
  }
}

async function grantOf(db: Database, request: Request) {
  const token = /^Bearer\s+(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1]
  return token === undefined ? undefined : await grantOfToken(db, token)
}

/** Embedded: the host decides. The system's own authority is not the host's to give or take. */
export function hostAuthority(authorize: Authorize, system: Authority): Authority {
  return {
    ofRequest: async (request, workspace) => (await authorize({ request, workspace })) ?? undefined,
    ofPrincipal: async (workspace, principal) =>
      principal.kind === 'system'
        ? await system.ofPrincipal(workspace, principal)
        : ((await authorize({ initiator: principal, workspace: workspace.slug })) ?? undefined),
  }
}
