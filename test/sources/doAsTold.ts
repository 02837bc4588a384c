import { existsSync } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { JobWord } from '../../src/sources/contract.ts'
import { FAILURE, type Telling } from './sourceStand.ts'

const ASK_AGAIN_MS = 20

/** The handler of every queue's worker, inside its process: does what the payload says, and leaves the word it had of its job. */
export async function doAsTold(
  directory: string,
  jobId: string,
  telling: Telling,
  { word, report }: { readonly word: JobWord | null; readonly report?: (counts: { processed: number; total: number }) => Promise<void> },
): Promise<void> {
  const heard = join(directory, `${jobId}.word`)
  await writeFile(`${heard}.part`, JSON.stringify(word))
  await rename(`${heard}.part`, heard)
  switch (telling.do) {
    case 'succeed':
      return
    case 'fail':
      throw new Error(`${FAILURE}\nand this line is for diagnostics`)
    case 'progress':
      await report?.({ processed: telling.processed, total: telling.total })
      return await untilReleased(directory, jobId)
    case 'hold':
      return await untilReleased(directory, jobId)
  }
}

export async function releaseJob(directory: string, jobId: string): Promise<void> {
  await writeFile(join(directory, `${jobId}.released`), '')
}

export async function heardWord(directory: string, jobId: string): Promise<JobWord | null> {
  const text = await readFile(join(directory, `${jobId}.word`), 'utf8').catch(() => 'null')
  // Written above, where instants became texts.
  return JSON.parse(text) as JobWord | null
}

export async function untilReleased(directory: string, jobId: string): Promise<void> {
  while (!existsSync(join(directory, `${jobId}.released`))) await delay(ASK_AGAIN_MS)
}
