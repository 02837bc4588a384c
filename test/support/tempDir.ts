import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type TempDir = { path: string; remove(): Promise<void> }

/**
 * A directory in which an embedded server may have its data directory, also when root runs the tests: a plain mkdtemp is
 * closed to everybody else, and PostgreSQL does not run as root.
 */
export async function createTempDir(name: string): Promise<TempDir> {
  const path = await mkdtemp(join(tmpdir(), `runtruth-${name}-`))
  await chmod(path, 0o711)
  return { path, remove: async () => await rm(path, { recursive: true, force: true }) }
}
