import { onTestFinished } from 'vitest'
import type { AbsentJob, AskedJob, JobState, JobWord, SourceLook, SourceReader } from '../../../src/sources/contract.ts'
import { silentLog } from '../../../src/log.ts'
import { eventually } from '../../support/eventually.ts'
import type { Abilities, AddedJob, OpenStand, SourceStand, StandOptions } from '../sourceStand.ts'

/** The queues' own timers: polling, a retry's backoff, a lock that has to expire. */
export const WITHIN_MS = 60_000

export interface Scene<Stand extends SourceStand = SourceStand> {
  readonly stand: Stand
  readonly reader: SourceReader
  /** Another process's reader, as far as the source can tell. */
  open(): SourceReader
  /** The word of a job that is there. */
  find(id: string): Promise<JobWord>
  /** Adds it and answers its first word. */
  add(job: AddedJob): Promise<JobWord>
  /** Asks for a job until it is in one of these states. */
  until(job: AskedJob, ...states: readonly (JobState | 'absent')[]): Promise<JobWord | AbsentJob>
  untilWord(job: AskedJob, ...states: readonly JobState[]): Promise<JobWord>
  /** Looks until something is so. */
  untilLook(what: string, isSo: (look: SourceLook) => boolean): Promise<SourceLook>
}

/** A store, a reader, and everything gone at the end of the test. */
export async function openScene<Stand extends SourceStand>(
  openStand: (options: StandOptions) => Promise<Stand>,
  options: StandOptions = {},
): Promise<Scene<Stand>> {
  const stand = await openStand(options)
  onTestFinished(async () => await stand.close())
  const open = () => {
    const opened = stand.source.openReader({ log: silentLog })
    onTestFinished(async () => await opened.close())
    return opened
  }
  const reader = open()

  async function find(id: string): Promise<JobWord> {
    const word = (await discoverAll(reader)).find((met) => met.id === id)
    if (!word) throw new Error(`Discovery does not meet the job ${id}.`)
    return word
  }

  async function until(job: AskedJob, ...states: readonly (JobState | 'absent')[]): Promise<JobWord | AbsentJob> {
    return await eventually(`job ${job.id} to be ${states.join(' or ')}`, WITHIN_MS, async () => {
      const [word] = await reader.probe([job])
      return word && states.includes(word.state) ? { found: word } : { seen: JSON.stringify(word) }
    })
  }

  return {
    stand,
    reader,
    open,
    find,
    add: async (job) => await find(await stand.add(job)),
    until,
    untilWord: async (job, ...states) => {
      const word = await until(job, ...states)
      if (word.state === 'absent') throw new Error(`The job ${job.id} is gone.`)
      return word
    },
    untilLook: async (what, isSo) =>
      await eventually(what, WITHIN_MS, async () => {
        const look = await reader.look()
        return isSo(look) ? { found: look } : { seen: JSON.stringify(look) }
      }),
  }
}

export async function discoverAll(reader: SourceReader, pageSize = 500): Promise<JobWord[]> {
  const met: JobWord[] = []
  let cursor: string | null = null
  do {
    const page = await reader.discover(cursor, pageSize)
    met.push(...page.words)
    cursor = page.cursor
  } while (cursor !== null)
  return met
}

/** What the groups of the suite are given. */
export interface SuiteOf {
  readonly can: Abilities
  readonly openStand: OpenStand
}
