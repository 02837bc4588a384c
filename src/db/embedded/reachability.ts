import { realpath, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { UnixUser } from './serverUser.ts'

/**
 * The outermost directory on the way to (and including) `path` that `user` may not enter, or null when all are open.
 * Judges by owner, group and mode; access lists are not read, so a directory opened only by an access list counts as closed.
 */
export async function firstClosedDirectory(path: string, user: UnixUser | null): Promise<string | null> {
  if (user === null) return null
  const way: string[] = []
  for (let at = await realpath(path); ; at = dirname(at)) {
    way.unshift(at)
    if (dirname(at) === at) break
  }
  for (const directory of way) {
    const { uid, gid, mode } = await stat(directory)
    const enter = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001
    if ((mode & enter) === 0) return directory
  }
  return null
}
