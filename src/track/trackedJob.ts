import type { Clock } from '../clock.ts'
import type { Database } from '../db/database.ts'
import { RuntruthError } from '../errors.ts'
import { selectObserved, type ObservedRow } from '../ledger/sql/selectObserved.ts'
import type { JobWord, QueueSource, SourceDesk } from '../sources/contract.ts'

/** The source a job belongs to, and its word. Throws `invalid_config` when none or several claim it. */
export function identifyJob(sources: SourceDesk, job: unknown, named: string | undefined): { source: QueueSource; word: JobWord } {
  const candidates = named === undefined ? sources.all : sources.all.filter(({ name }) => name === named)
  const claims = candidates.flatMap((source) => {
    const word = source.wordOf(job)
    return word === null ? [] : [{ source, word }]
  })
  const [claim, other] = claims
  if (claim && !other) return claim
  const known = sources.all.map(({ name }) => name).join(', ') || 'none'
  throw new RuntruthError(
    'invalid_config',
    claim
      ? `The job could be of several sources (${claims.map(({ source }) => source.name).join(', ')}). Name the one it is of: track(job, fn, { source }).`
      : `The job is of none of the sources ${named === undefined ? `(${known})` : `named ${JSON.stringify(named)}; known are ${known}`}. Give track the job as its queue's handler received it.`,
  )
}

/** What the handler was not told about its job, asked of the queue; undefined: the queue has no such job. */
export async function completeWord(sources: SourceDesk, source: QueueSource, word: JobWord): Promise<JobWord | undefined> {
  if (word.key !== '') return word
  const [asked] = await sources.reader(source).probe([word])
  return asked === undefined || asked.state === 'absent' ? undefined : { ...asked, state: 'active' }
}

/** The last life of a job, as the ledger has it. */
export async function knownJob(services: { readonly db: Database; readonly clock: Clock }, source: QueueSource, word: JobWord) {
  const [row] = await services.db.asSystem(async (tx): Promise<ObservedRow[]> => await tx.rows(selectObserved(source.name, [word])))
  return row
}
