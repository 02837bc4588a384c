import { join } from 'node:path'
import { z } from 'zod'
import { CAPABILITIES, SYSTEM } from '../../access/actor.ts'
import { findPlace, grantOfToken, systemScope } from '../../access/grants.ts'
import { addWorkspace } from '../../access/places.ts'
import { selectWorkspaces } from '../../access/sql/places.ts'
import { createToken } from '../../access/tokens.ts'
import type { Database } from '../../db/database.ts'
import { RuntruthError } from '../../errors.ts'
import { readJsonFile, writePrivateFile } from '../privateFile.ts'

const shape = z.object({ workspace: z.string(), token: z.string() })

/** Who is invited: a workspace and a token with every capability in it. */
export interface Guest extends z.infer<typeof shape> {
  /** Where the token is kept, for its owner's eyes only. */
  readonly file: string
}

/** The token of an earlier start where it is still valid and holds everything, else a new one. A ledger without a workspace is given one, so that there is something to enter. */
export async function invitedGuest(db: Database, dataDir: string): Promise<Guest> {
  const file = join(dataDir, 'token.json')
  const kept = shape.safeParse(await readJsonFile(file))
  const held = kept.success ? await grantOfToken(db, kept.data.token) : undefined
  // One made before a capability was added would invite to less than an owner has.
  const whole = CAPABILITIES.every((capability) => held?.grant.capabilities.has(capability))
  if (kept.success && held?.workspace === kept.data.workspace && whole) return { ...kept.data, file }
  const [first] = await db.asSystem(async (tx) => await tx.rows(selectWorkspaces()))
  const { slug } = first ?? (await addWorkspace(db, 'default', 'Default'))
  const place = await findPlace(db, slug)
  if (!place) throw new RuntruthError('internal', `Workspace ${slug} was there a moment ago and is not any more. Start again.`)
  const scope = systemScope(place.workspace, SYSTEM)
  const { secret: token } = await createToken(db, place, scope, { name: 'runtruth start', capabilities: CAPABILITIES, tenants: null })
  await writePrivateFile(file, `${JSON.stringify({ workspace: slug, token })}\n`)
  return { workspace: slug, token, file }
}
