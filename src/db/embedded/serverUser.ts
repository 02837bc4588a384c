import { execFile } from 'node:child_process'
import { stat } from 'node:fs/promises'
import process from 'node:process'
import { promisify } from 'node:util'
import { RuntruthError } from '../../errors.ts'

export type UnixUser = { uid: number; gid: number; name: string }

const run = promisify(execFile)

/**
 * Who runs the server: null means this process's own user. PostgreSQL refuses to run as root, so root gives it away
 * to the owner of an existing cluster, else to `nobody`.
 */
export async function chooseServerUser(clusterDir: string): Promise<UnixUser | null> {
  if (process.getuid?.() !== 0) return null
  const owner = await stat(clusterDir).catch(() => null)
  if (owner !== null && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid, name: `uid ${owner.uid}` }
  try {
    const [uid, gid] = await Promise.all(['-u', '-g'].map(async (flag) => Number((await run('id', [flag, 'nobody'])).stdout)))
    if (uid === undefined || gid === undefined || !(uid > 0) || !(gid >= 0)) throw new Error('id gave no numbers')
    return { uid, gid, name: 'nobody' }
  } catch (cause) {
    const message =
      'PostgreSQL does not run as root and there is no user `nobody` to run it as; start Runtruth as an ordinary user, or set DATABASE_URL.'
    throw new RuntruthError('embedded_postgres', message, {}, { cause })
  }
}
