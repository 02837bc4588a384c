import { z } from '@hono/zod-openapi'
import { addTenant, listTenants, setTenantState } from '../../access/places.ts'
import type { TenantRow } from '../../access/sql/places.ts'
import type { WireTenant, WireTenants } from '../contract.ts'
import { name } from '../parameters.ts'
import { answer, nothing, route } from '../route.ts'

const tenantSchema = z
  .object({
    slug: z.string(),
    name: z.string(),
    operable: z.boolean().openapi({ description: 'False: suspended, and nothing starts for it.' }),
  } satisfies Record<keyof WireTenant, z.ZodType>)
  .openapi('Tenant')

const list = route({
  method: 'get',
  path: '/tenants',
  name: 'listTenants',
  tag: 'Administration',
  summary: 'The tenants you reach',
  capability: 'members.manage',
  query: nothing,
  body: nothing,
  answers: { 200: { description: 'By name.', schema: z.object({ tenants: z.array(tenantSchema) }).openapi('Tenants') } },
  handle: async ({ services, scope }) => {
    const tenants = await services.db.inWorkspace(scope.workspace.id, async (tx) => await listTenants(tx, scope))
    const told: WireTenants = { tenants: tenants.map(toWireTenant) }
    return answer(200, told)
  },
})

const add = route({
  method: 'post',
  path: '/tenants',
  name: 'addTenant',
  tag: 'Administration',
  summary: 'Add a tenant',
  description: 'Only for those who reach every tenant.',
  capability: 'members.manage',
  query: nothing,
  body: z
    .strictObject({
      slug: name(63)
        .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, {
          error: 'Expected lower-case letters, digits or dashes, with a letter or digit at both ends',
        })
        .openapi({ example: 'contoso' }),
      name: name(200),
    })
    .openapi('AddTenant'),
  answers: { 201: { description: 'Added.', schema: tenantSchema } },
  problems: { 409: 'There is a tenant of that name.' },
  handle: async ({ services, scope, body }) => answer(201, toWireTenant(await addTenant(services.db, scope, body.slug, body.name))),
})

const suspend = route({
  method: 'post',
  path: '/tenants/{tenant}/suspend',
  name: 'suspendTenant',
  tag: 'Administration',
  summary: 'Let nothing start for a tenant any more',
  description: 'What is queued is blocked when a worker picks it up; what runs goes on.',
  capability: 'members.manage',
  query: nothing,
  body: nothing,
  answers: { 200: { description: 'Suspended; also when it was so before.', schema: tenantSchema } },
  handle: async ({ services, place, scope, tenant }) =>
    answer(200, toWireTenant(await setTenantState(services.db, place, scope, tenant, 'suspended'))),
})

const resume = route({
  method: 'post',
  path: '/tenants/{tenant}/resume',
  name: 'resumeTenant',
  tag: 'Administration',
  summary: 'Let operations start for a tenant again',
  capability: 'members.manage',
  query: nothing,
  body: nothing,
  answers: { 200: { description: 'Operable; also when it was so before.', schema: tenantSchema } },
  handle: async ({ services, place, scope, tenant }) =>
    answer(200, toWireTenant(await setTenantState(services.db, place, scope, tenant, 'operable'))),
})

function toWireTenant({ slug, name: label, state }: TenantRow): WireTenant {
  return { slug, name: label, operable: state === 'operable' }
}

export const TENANT_ROUTES = [list, add, suspend, resume]
