import { addTenant, addWorkspace } from '../../access/places.ts'
import type { Call } from '../command.ts'
import { withSession } from '../session.ts'
import type { json, workspace } from './flags.ts'
import { answer } from '../render/answer.ts'

type Name = { readonly kind: 'text'; readonly value: string; readonly help: string }

export async function workspaceAdd({ flags, words, io }: Call<{ name: Name; json: typeof json }, 'SLUG'>): Promise<number> {
  return await withSession(io, {}, async ({ services, requireOperator }) => {
    requireOperator('A new workspace')
    const { slug, name } = await addWorkspace(services.db, words.SLUG, flags.name ?? words.SLUG)
    answer(io, flags.json, { slug, name }, `Workspace ${slug} added. Next: runtruth tenant add TENANT --workspace ${slug}`)
    return 0
  })
}

export async function tenantAdd({
  flags,
  words,
  io,
}: Call<{ workspace: typeof workspace; name: Name; json: typeof json }, 'SLUG'>): Promise<number> {
  return await withSession(io, {}, async ({ services, standIn }) => {
    const { scope } = await standIn(flags.workspace)
    const { slug, name } = await addTenant(services.db, scope, words.SLUG, flags.name ?? words.SLUG)
    answer(io, flags.json, { workspace: scope.workspace.slug, slug, name }, `Tenant ${slug} added to workspace ${scope.workspace.slug}.`)
    return 0
  })
}
