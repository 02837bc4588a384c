import { z } from '@hono/zod-openapi'
import { AUDIT_KINDS, listAudit } from '../../access/audit.ts'
import { writeCursor } from '../../ledger/pageCursor.ts'
import type { WireAudit } from '../contract.ts'
import { cursor, limit, readCursor } from '../parameters.ts'
import { answer, nothing, route } from '../route.ts'
import { instantSchema } from '../wireSchemas.ts'

const auditSchema = z
  .object({
    events: z.array(
      z
        .object({
          id: z.string(),
          at: instantSchema,
          kind: z.enum(AUDIT_KINDS),
          actor: z.object({ kind: z.string(), name: z.string() }),
          data: z.looseObject({}),
        } satisfies Record<keyof WireAudit['events'][number], z.ZodType>)
        .openapi('AuditEvent'),
    ),
    next: z.string().nullable(),
  } satisfies Record<keyof WireAudit, z.ZodType>)
  .openapi('Audit')

const list = route({
  method: 'get',
  path: '/audit',
  name: 'listAudit',
  tag: 'Administration',
  summary: 'Who changed who may do what, newest first',
  description: 'Only for those who reach every tenant. What was done to an operation is in the events of that operation.',
  capability: 'members.manage',
  query: z.strictObject({ cursor: cursor.optional(), limit }),
  body: nothing,
  answers: { 200: { description: 'A page of it.', schema: auditSchema } },
  handle: async ({ services, scope, query }) => {
    const page = { before: query.cursor === undefined ? null : readCursor('before', query.cursor), limit: query.limit }
    const found = await services.db.inWorkspace(scope.workspace.id, async (tx) => await listAudit(tx, scope, page))
    const told: WireAudit = {
      events: found.events.map(({ id, at, kind, actor, data }) => ({
        id,
        at: at.toISOString(),
        kind,
        actor: { kind: actor.kind, name: actor.name },
        data,
      })),
      next: writeCursor('before', found.next),
    }
    return answer(200, told)
  },
})

export const AUDIT_ROUTES = [list]
