import { createToken, readCapabilities, revokeTokenById } from '../../access/tokens.ts'
import { RuntruthError } from '../../errors.ts'
import type { Call } from '../command.ts'
import { answer, writeJson } from '../render/answer.ts'
import { printable } from '../render/printable.ts'
import { withSession } from '../session.ts'
import type { json, tenants, workspace } from './flags.ts'

type Text = { readonly kind: 'text'; readonly value: string; readonly help: string }

type CreateFlags = {
  name: Text & { readonly required: true }
  workspace: typeof workspace
  capabilities: Text
  tenant: typeof tenants
  user: Text
  days: { readonly kind: 'number'; readonly value: string; readonly help: string; readonly min: number; readonly max: number }
  json: typeof json
}

export async function tokenCreate({ flags, io }: Call<CreateFlags>): Promise<number> {
  const capabilities = readCapabilities(flags.capabilities ?? 'operations.view')
  return await withSession(io, {}, async ({ services, standIn }) => {
    const { place, scope } = await standIn(flags.workspace)
    const tenants = flags.tenant.length === 0 ? null : flags.tenant
    const { token, secret } = await createToken(services.db, place, scope, {
      name: flags.name,
      capabilities,
      tenants,
      ...(flags.user === undefined ? {} : { user: flags.user }),
      ...(flags.days === undefined ? {} : { expiresInDays: flags.days }),
    })
    const workspaceSlug = place.workspace.slug
    if (flags.json) {
      writeJson(io, {
        id: token.id,
        workspace: workspaceSlug,
        name: flags.name,
        capabilities,
        tenants,
        token: secret,
      })
    } else {
      io.out.write(`${secret}\n`)
      io.err.write(
        printable(
          `Token ${token.id} for workspace ${workspaceSlug}, shown this once. Take it back with: runtruth token revoke ${token.id} --workspace ${workspaceSlug}`,
        ) + '\n',
      )
    }
    return 0
  })
}

export async function tokenRevoke({ flags, words, io }: Call<{ workspace: typeof workspace; json: typeof json }, 'ID'>): Promise<number> {
  if (!/^[1-9]\d{0,8}$/.test(words.ID))
    throw new RuntruthError(
      'invalid_input',
      `${JSON.stringify(words.ID)} is not the id of a token. Expected the number that \`runtruth token create\` said.`,
    )
  return await withSession(io, {}, async ({ services, standIn }) => {
    const { scope } = await standIn(flags.workspace)
    await revokeTokenById(services.db, scope, words.ID)
    answer(io, flags.json, { id: words.ID, revoked: true }, `Token ${words.ID} is revoked.`)
    return 0
  })
}
