import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * As mkdir with `recursive`, which never returns where a file system answers ENOENT below a directory that exists (as
 * /proc does): each missing parent is tried once, and then the error is told.
 */
export async function makeDirectories(directory: string): Promise<void> {
  try {
    await mkdir(directory)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'EEXIST' && (await stat(directory)).isDirectory()) return
    const parent = dirname(directory)
    if (code !== 'ENOENT' || parent === directory) throw error
    await makeDirectories(parent)
    await mkdir(directory).catch((again: unknown) => {
      // Somebody else may have made it meanwhile.
      if (!(again instanceof Error && 'code' in again && again.code === 'EEXIST')) throw again
    })
  }
}
