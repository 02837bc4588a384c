import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, readFile, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import * as tar from 'tar'
import { z } from 'zod'
import type { FileRecord } from './files.ts'

const manifestShape = z.object({
  archive: z.object({ bytes: z.int(), sha256: z.string() }),
  files: z.array(z.object({ path: z.string(), bytes: z.int(), sha256: z.string() })),
  /** Files that could not be read: a backup with gaps verifies, but is not a whole one. */
  skipped: z.int(),
})
export type Manifest = z.infer<typeof manifestShape>

export function archiveFile(directory: string): string {
  return join(directory, 'archive.tar.gz')
}

export function manifestFile(directory: string): string {
  return join(directory, 'manifest.json')
}

export async function writeArchive(source: string, paths: readonly string[], directory: string, signal: AbortSignal): Promise<void> {
  const archive = archiveFile(directory)
  await mkdir(dirname(archive), { recursive: true })
  // The packer takes a bare @name for an archive to be added.
  const entries = paths.map((path) => `./${path}`)
  await pipeline(tar.create({ cwd: source, gzip: true, portable: true }, entries), createWriteStream(`${archive}.partial`), { signal })
  await rename(`${archive}.partial`, archive)
}

/** Null: there is no manifest, or only part of one. */
export async function readManifest(directory: string): Promise<Manifest | null> {
  try {
    return manifestShape.parse(JSON.parse(await readFile(manifestFile(directory), 'utf8')))
  } catch {
    return null
  }
}

/** The archive as it lies there: its own digest, and what is in it. Throws when it cannot be read to its end. */
export async function readArchive(directory: string, signal: AbortSignal): Promise<{ archive: Manifest['archive']; files: FileRecord[] }> {
  const whole = createHash('sha256')
  const files: FileRecord[] = []
  let bytes = 0
  const parser = new tar.Parser({
    strict: true,
    onReadEntry: (entry) => {
      const hash = createHash('sha256')
      let size = 0
      entry.on('data', (chunk) => {
        hash.update(chunk)
        size += chunk.byteLength
      })
      entry.on('end', () => files.push({ path: entry.path.replace(/^\.\//, ''), bytes: size, sha256: hash.digest('hex') }))
    },
  })
  const ended = new Promise<void>((resolve, reject) => {
    parser.on('end', resolve)
    parser.on('error', reject)
  })
  ended.catch(() => {})
  for await (const chunk of createReadStream(archiveFile(directory), { signal })) {
    // A stream without an encoding reads buffers.
    const buffer = chunk as Buffer
    whole.update(buffer)
    bytes += buffer.byteLength
    parser.write(buffer)
  }
  parser.end()
  await ended
  return { archive: { bytes, sha256: whole.digest('hex') }, files }
}

/** What is wrong with a backup, in one sentence; null when archive and manifest exist and agree in every byte. */
export async function backupProblem(directory: string, signal: AbortSignal): Promise<string | null> {
  const manifest = await readManifest(directory)
  if (!manifest) return 'There is no whole manifest.'
  const found = await readArchive(directory, signal).catch(() => null)
  signal.throwIfAborted()
  if (!found) return 'The archive is missing or damaged.'
  const { archive, files } = manifest
  if (found.archive.bytes !== archive.bytes || found.archive.sha256 !== archive.sha256)
    return 'The archive is not the one the manifest describes.'
  const digests = new Map(found.files.map((file) => [file.path, file.sha256]))
  const different = files.filter((file) => digests.get(file.path) !== file.sha256).length
  if (different > 0 || digests.size !== files.length)
    return `${Math.max(different, Math.abs(digests.size - files.length))} files differ between archive and manifest.`
  return null
}
