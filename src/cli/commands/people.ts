import { text } from 'node:stream/consumers'
import type { Role } from '../../access/actor.ts'
import { addMember, addUser } from '../../access/members.ts'
import { setPlatformOperator } from '../../access/platform.ts'
import type { Call } from '../command.ts'
import { requireEmail } from '../../signin/email.ts'
import { givePassword } from '../../signin/givePassword.ts'
import { requirePassword } from '../../signin/password.ts'
import type { Io } from '../io.ts'
import { answer } from '../render/answer.ts'
import { withSession } from '../session.ts'
import type { json, tenants, workspace } from './flags.ts'

type Text = { readonly kind: 'text'; readonly value: string; readonly help: string }
type Required = Text & { readonly required: true }
type Switch = { readonly kind: 'switch'; readonly help: string }
type RoleChoice = { readonly kind: 'choice'; readonly choices: readonly Role[]; readonly help: string }

type UserFlags = { email: Required; name: Text; 'password-stdin': Switch; json: typeof json }

export async function userAdd({ flags, io }: Call<UserFlags>): Promise<number> {
  return await withSession(io, {}, async ({ services, requireOperator }) => {
    requireOperator('A new user')
    // Before anything is stored: a password that does not fit must not leave half of what was asked for.
    const password = flags['password-stdin'] ? await readPassword(io) : null
    if (password !== null) requirePassword(password)
    if (password !== null) requireEmail(flags.email)
    const { email, name } = await addUser(services.db, flags.email, flags.name ?? flags.email)
    if (password !== null) await givePassword(services.db, email, password)
    answer(io, flags.json, { email, name }, `User ${email} added. Next: runtruth member add --email ${email} --workspace W --role operator`)
    return 0
  })
}

export async function userPassword({ flags, io }: Call<{ email: Required; json: typeof json }>): Promise<number> {
  return await withSession(io, {}, async ({ services, requireOperator }) => {
    requireOperator('A password')
    const { email } = flags
    await givePassword(services.db, email, await readPassword(io))
    answer(io, flags.json, { email }, `${email} signs in with this password from now on; their sessions have ended.`)
    return 0
  })
}

export async function userPlatform({ flags, io }: Call<{ email: Required; revoke: Switch; json: typeof json }>): Promise<number> {
  return await withSession(io, {}, async ({ services, operator, requireOperator }) => {
    requireOperator('The platform plane')
    const { email, name } = await setPlatformOperator(services.db, operator, flags.email, !flags.revoke)
    const sentence = flags.revoke
      ? `${name} no longer looks across workspaces.`
      : `${name} may look across workspaces; every look is audited.`
    answer(io, flags.json, { email, name, platform: !flags.revoke }, sentence)
    return 0
  })
}

/** Without the line feed that a shell or an editor puts at the end. */
async function readPassword(io: Io): Promise<string> {
  return (await text(io.stdin)).replace(/\r?\n$/, '')
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
