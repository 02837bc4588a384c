import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { readJsonFile, writePrivateFile } from './privateFile.ts'

const shape = z.object({ pid: z.number(), address: z.string(), configFile: z.string().nullable() })

/**
 * What a running `runtruth start` tells the commands beside it, in its data directory: where it answers and which config
 * its workers run, so that `runtruth run TYPE` knows the same types without being told again.
 */
export type StartRecord = z.infer<typeof shape>

export async function writeStartRecord(dataDir: string, record: StartRecord): Promise<void> {
  await writePrivateFile(fileIn(dataDir), `${JSON.stringify(record)}\n`)
}

/** Null when nothing runs there: a record left behind by a crash is none. */
export async function readStartRecord(dataDir: string): Promise<StartRecord | null> {
  const read = shape.safeParse(await readJsonFile(fileIn(dataDir)))
  return read.success && isAlive(read.data.pid) ? read.data : null
}

/** Only its own: with DATABASE_URL two starts may share a data directory. */
export async function removeStartRecord(dataDir: string, pid: number): Promise<void> {
  const read = shape.safeParse(await readJsonFile(fileIn(dataDir)))
  if (read.success && read.data.pid === pid) await rm(fileIn(dataDir), { force: true })
}

function fileIn(dataDir: string): string {
  return join(dataDir, 'start.json')
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
