import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, opendir, rename, stat, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { OperationFailure } from 'runtruth'

export interface FileRecord {
  /** Relative to the directory, with forward slashes. */
  readonly path: string
  readonly bytes: number
  readonly sha256: string
}

/** Every regular file below a directory, sorted; symbolic links are not followed, so that nothing is met twice. */
export async function listFiles(directory: string, signal: AbortSignal): Promise<string[]> {
  const about = await stat(directory).catch(() => undefined)
  if (!about?.isDirectory()) {
    throw new OperationFailure('no_such_directory', `There is no directory ${directory} on the machine of this worker. Check the path.`)
  }
  const found: string[] = []
  const waiting = [directory]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    signal.throwIfAborted()
    // A directory that is closed to us, or gone since, holds nothing that we could read.
    const entries = await opendir(next).catch(() => [])
    for await (const entry of entries) {
      const path = join(next, entry.name)
      if (entry.isDirectory()) waiting.push(path)
      else if (entry.isFile()) found.push(relative(directory, path).replaceAll('\\', '/'))
    }
  }
  return found.toSorted()
}

/** Null: it cannot be read, or is gone since it was listed. `onBytes` is called while a large file is read. */
export async function hashFile(
  directory: string,
  path: string,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<FileRecord | null> {
  const hash = createHash('sha256')
  let bytes = 0
  try {
    for await (const chunk of createReadStream(join(directory, path), { signal })) {
      // A stream without an encoding reads buffers.
      const buffer = chunk as Buffer
      hash.update(buffer)
      bytes += buffer.byteLength
      onBytes(buffer.byteLength)
    }
  } catch {
    signal.throwIfAborted()
    return null
  }
  return { path, bytes, sha256: hash.digest('hex') }
}

const SPREAD_OVER_MS = 60_000
const LONGEST_PACE_MS = 100

/**
 * A pause after every file, so that an operation lasts long enough to be watched, and its worker killed in the middle.
 * Nothing given: about a minute for the demo's own directories, less for a handful of files.
 */
export function paceMs(given: number | undefined, files: number): number {
  return given ?? Math.min(LONGEST_PACE_MS, SPREAD_OVER_MS / Math.max(files, 1))
}

export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms > 0) await delay(ms, undefined, { signal })
}

/** Appears whole or not at all, also when the worker is killed while it writes. */
export async function writeWhole(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(`${file}.partial`, text)
  await rename(`${file}.partial`, file)
}
