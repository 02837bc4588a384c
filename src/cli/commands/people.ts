import type { Role } from '../../access/actor.ts'
import { addMember, addUser } from '../../access/members.ts'
import type { Call } from '../command.ts'
import { answer } from '../render/answer.ts'
import { withSession } from '../session.ts'
import type { json, tenants, workspace } from './flags.ts'

type Text = { readonly kind: 'text'; readonly value: string; readonly help: string }
type Required = Text & { readonly required: true }
type RoleChoice = { readonly kind: 'choice'; readonly choices: readonly Role[]; readonly help: string }

export async function userAdd({ flags, io }: Call<{ email: Required; name: Text; json: typeof json }>): Promise<number> {
  return await withSession(io, {}, async ({ services, requireOperator }) => {
    requireOperator('A new user')
    const { email, name } = await addUser(services.db, flags.email, flags.name ?? flags.email)
    answer(io, flags.json, { email, name }, `User ${email} added. Next: runtruth member add --email ${email} --workspace W --role operator`)
    return 0
  })
}

type MemberFlags = { email: Required; workspace: typeof workspace; role: RoleChoice; tenant: typeof tenants; json: typeof json }

export async function memberAdd({ flags, io }: Call<MemberFlags>): Promise<number> {
  return await withSession(io, {}, async ({ services, standIn }) => {
    const { place, scope } = await standIn(flags.workspace)
    const role = flags.role ?? 'viewer'
    const tenants = flags.tenant.length === 0 ? null : flags.tenant
    const { email, name } = await addMember(services.db, place, scope, { email: flags.email, role, tenants })
    const value = { workspace: place.workspace.slug, email, name, role, tenants }
    answer(io, flags.json, value, `${name} is ${role} in workspace ${place.workspace.slug}.`)
    return 0
  })
}
