import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { RuntruthError } from '../errors.ts'
import type { SignInSettings } from '../signin/settings.ts'
import type { RuntruthConfig } from './config.ts'
import type { Environment } from './environment.ts'
import { readJsonFile, writePrivateFile } from './privateFile.ts'

/** How people sign in to a server of its own. Throws `invalid_config` for providers without an address to come back to. */
export function signInSettings(
  environment: Pick<Environment, 'secret' | 'publicUrl'>,
  config: Pick<RuntruthConfig, 'signIn'>,
): SignInSettings {
  const oidc = config.signIn?.oidc ?? []
  const { secret, publicUrl } = environment
  if (oidc.length > 0 && publicUrl === undefined)
    throw new RuntruthError(
      'invalid_config',
      'The config file names providers to sign in with, and RUNTRUTH_PUBLIC_URL is not set. Set it to the address browsers use, such as https://ops.example; the providers send them back to it.',
    )
  return { secret: secret ?? null, oidc, ...(publicUrl === undefined ? {} : { publicUrl }) }
}

const kept = z.object({ secret: z.string().min(32) })

/** RUNTRUTH_SECRET, else the one of this data directory, made at the first start: sessions outlive a restart. */
export async function secretOf({ secret, dataDir }: Pick<Environment, 'secret' | 'dataDir'>): Promise<string> {
  if (secret !== undefined) return secret
  const file = join(dataDir, 'secret.json')
  const read = kept.safeParse(await readJsonFile(file))
  if (read.success) return read.data.secret
  const made = randomBytes(32).toString('base64url')
  await writePrivateFile(file, `${JSON.stringify({ secret: made })}\n`)
  return made
}
