import { z } from '@hono/zod-openapi'
import { CAPABILITIES, ROLES, type Role } from '../../access/actor.ts'
import { addMember, listMembers, revokeMember } from '../../access/members.ts'
import type { WireMembers } from '../contract.ts'
import { name, tenant } from '../parameters.ts'
import { answer, nothing, route } from '../route.ts'

// The record is our own and closed.
const ROLE_NAMES = Object.keys(ROLES) as Role[]

/** Absent is not all: whoever gives everything says so. */
export const reachSchema = z
  .array(tenant)
  .min(1)
  .max(1_000)
  .nullable()
  .openapi({ description: 'Names of tenants; null: all of them, also those added later.' })

const memberSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    role: z.string(),
    capabilities: z.array(z.enum(CAPABILITIES)),
    tenants: z.array(z.string()).nullable().openapi({ description: 'As far as you reach; null: all of them.' }),
    active: z.boolean(),
  } satisfies Record<keyof WireMembers['members'][number], z.ZodType>)
  .openapi('Member')

const membersSchema = z
  .object({
    members: z.array(memberSchema),
    roles: z.array(z.object({ role: z.enum(ROLE_NAMES), capabilities: z.array(z.enum(CAPABILITIES)) })),
  } satisfies Record<keyof WireMembers, z.ZodType>)
  .openapi('Members')

const list = route({
  method: 'get',
  path: '/members',
  name: 'listMembers',
  tag: 'Administration',
  summary: 'Who may do what here, and which roles there are',
  description: 'Those who reach none of your tenants are left out.',
  capability: 'members.manage',
  query: nothing,
  body: nothing,
  answers: { 200: { description: 'By name, with those who are no longer active.', schema: membersSchema } },
  handle: async ({ services, scope }) => {
    const members = await services.db.inWorkspace(scope.workspace.id, async (tx) => await listMembers(tx, scope))
    const told: WireMembers = { members, roles: ROLE_NAMES.map((role) => ({ role, capabilities: ROLES[role] })) }
    return answer(200, told)
  },
})

const add = route({
  method: 'post',
  path: '/members',
  name: 'addMember',
  tag: 'Administration',
  summary: 'Make somebody a member, or change what they may do',
  description: 'You give at most what you hold, to the tenants you reach, and never to yourself.',
  capability: 'members.manage',
  query: nothing,
  body: z
    .strictObject({
      email: z.email({ error: 'Expected an e-mail address such as dana@example.com' }).max(254),
      name: name(200).optional().openapi({ description: 'Needed when nobody has this address yet.' }),
      role: z.enum(ROLE_NAMES),
      tenants: reachSchema,
    })
    .openapi('AddMember'),
  answers: { 200: { description: 'The member as it is now.', schema: memberSchema } },
  problems: { 409: 'It is your own membership, or the workspace would be left without an owner.' },
  handle: async ({ services, place, scope, body }) => answer(200, await addMember(services.db, place, scope, body)),
})

const revoke = route({
  method: 'post',
  path: '/members/{id}/revoke',
  name: 'revokeMember',
  tag: 'Administration',
  summary: 'Take everything back from a member, at once',
  capability: 'members.manage',
  query: nothing,
  body: nothing,
  answers: { 200: { description: 'No longer active; also when it was so before.', schema: memberSchema } },
  problems: { 409: 'It is your own membership, or the workspace would be left without an owner.' },
  handle: async ({ services, scope, id }) => answer(200, await revokeMember(services.db, scope, id)),
})

export const MEMBER_ROUTES = [list, add, revoke]
