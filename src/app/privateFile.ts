import { randomBytes } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { makeDirectories } from '../db/embedded/makeDirectories.ts'
import { RuntruthError } from '../errors.ts'

/** Replaces a file that only this user may read, in one step: a reader sees the old text or the new, never half of one. */
export async function writePrivateFile(file: string, text: string): Promise<void> {
  const draft = `${file}.${randomBytes(4).toString('hex')}`
  try {
    await makeDirectories(dirname(file))
    await writeFile(draft, text, { mode: 0o600 })
    await rename(draft, file)
  } catch (cause) {
    const message = `The data directory ${dirname(file)} cannot be written. Make it writable for this user, or name another one in RUNTRUTH_DATA_DIR.`
    throw new RuntruthError('invalid_config', message, { file }, { cause })
  }
}

/** Undefined when it is not there, not ours to read, or no JSON. */
export async function readJsonFile(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch {
    return undefined
  }
}
