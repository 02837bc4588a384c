import { z } from '@hono/zod-openapi'
import { CAPABILITIES } from '../../access/actor.ts'
import { requireCapability } from '../../access/scope.ts'
import { RETRY_POLICIES } from '../../truth/facts.ts'
import type { OperationDefinition } from '../../work/defineOperation.ts'
import type { WirePlace, WireType } from '../contract.ts'
import { answer, nothing, route } from '../route.ts'

const typeSchema = z
  .object({
    type: z.string(),
    label: z.string(),
    retry: z.enum(RETRY_POLICIES),
    scheduled: z.boolean(),
    startable: z.boolean().openapi({ description: 'You hold what the type requires.' }),
    input: z.looseObject({}).nullable().openapi({ description: 'JSON Schema of the input.' }),
  } satisfies Record<keyof WireType, z.ZodType>)
  .openapi('OperationType')

const placeSchema = z
  .object({
    slug: z.string(),
    name: z.string(),
    you: z.object({ kind: z.string(), id: z.string().nullable(), name: z.string(), capabilities: z.array(z.enum(CAPABILITIES)) }),
    tenants: z.array(z.object({ slug: z.string(), name: z.string(), operable: z.boolean() })),
    reachesAll: z.boolean().openapi({ description: 'Reaches every tenant, and operations of the workspace as a whole.' }),
    types: z.array(typeSchema),
  } satisfies Record<keyof WirePlace, z.ZodType>)
  .openapi('Workspace')

const place = route({
  method: 'get',
  path: '',
  name: 'getWorkspace',
  tag: 'Operations',
  summary: 'The workspace, what you may do in it, and what can be started',
  capability: 'operations.view',
  query: nothing,
  body: nothing,
  answers: { 200: { description: 'The workspace as you reach it.', schema: placeSchema } },
  handle: async ({ services, place: { workspace, tenants }, scope }) => {
    requireCapability(scope, 'operations.view')
    const { kind, id, name } = scope.principal
    const told: WirePlace = {
      slug: workspace.slug,
      name: workspace.name,
      you: { kind, id, name, capabilities: CAPABILITIES.filter((capability) => scope.capabilities.has(capability)) },
      tenants: tenants
        .filter((tenant) => scope.tenants === 'all' || scope.tenants.has(tenant.id))
        .map((tenant) => ({ slug: tenant.slug, name: tenant.name, operable: tenant.state === 'operable' })),
      reachesAll: scope.tenants === 'all',
      types: services.registry.all.map((definition) => describeType(definition, scope.capabilities.has(definition.requires))),
    }
    return await Promise.resolve(answer(200, told))
  },
})

function describeType(definition: OperationDefinition, startable: boolean): WireType {
  return {
    type: definition.type,
    label: definition.label,
    retry: definition.policy?.retry ?? 'manual',
    scheduled: definition.schedule !== null,
    startable,
    input: schemaOf(definition.input),
  }
}

const written = new WeakMap<z.ZodType, Readonly<Record<string, unknown>> | null>()

/** What a caller sends, not what the handler gets after defaults and transforms. */
function schemaOf(schema: z.ZodType): Readonly<Record<string, unknown>> | null {
  let known = written.get(schema)
  if (known === undefined) {
    try {
      known = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
    } catch {
      // A schema that cannot be written down still reads its input; only the form has to do without.
      known = null
    }
    written.set(schema, known)
  }
  return known
}

export const PLACE_ROUTES = [place]
