import type { Log } from '../log.ts'
import type { Counts, LifecyclePolicyFacts } from '../truth/facts.ts'

/**
 * What Runtruth asks of somebody else's queue. A source only reads; what it reads is the queue's word, never a conclusion:
 * what a queue cannot say is null, and null is *not checked*. Instants are the queue's own clock throughout; whoever keeps
 * them compares that clock (`SourceLook.now`) with the ledger's.
 */
export const SOURCE_KINDS = ['pg-boss', 'bullmq', 'graphile-worker'] as const
export type SourceKind = (typeof SOURCE_KINDS)[number]

export const JOB_STATES = ['waiting', 'delayed', 'active', 'completed', 'failed', 'cancelled'] as const
export type JobState = (typeof JOB_STATES)[number]

/**
 * Names one life of one job: a job that is removed and added again under the same id has another key. An empty key names
 * whichever life the id has now: a handler of pg-boss is not told when its job was created.
 */
export interface JobRef {
  readonly queue: string
  readonly id: string
  readonly key: string
}

/** A job that is asked about. Where the queue itself keeps nothing of a job that is gone, what was last heard of it says how it may have gone. */
export interface AskedJob extends JobRef {
  readonly lastHeard?: Pick<JobWord, 'state' | 'availableAt'> | null
}

/** A sign of life, of a worker or for one job: a heartbeat, or the renewal of a lock. */
export interface Beat {
  readonly at: Date
  /** Milliseconds between two of them while all is well. */
  readonly everyMs: number
  /** Milliseconds after the last one from which the queue itself holds the worker for lost; null: three beats. */
  readonly silentAfterMs: number | null
}

/** Why a job that is due does not run; null where the queue does not say. */
export interface JobWaits {
  /** Jobs that have to end first. */
  readonly dependencies: number | null
  /** A limit that holds this very job back, not merely one that exists. */
  readonly concurrencyLimit: number | null
}

/** What the queue says about one job now. */
export interface JobWord extends JobRef {
  /** What the mapping goes by, beside the queue: the job's name in BullMQ, the task in Graphile Worker, the queue in pg-boss. */
  readonly name: string
  readonly payload: unknown
  readonly state: JobState
  readonly createdAt: Date
  /** When it became, or becomes, due; null: when it was created. */
  readonly availableAt: Date | null
  /** Of the current attempt, or the last one; null: none yet, or the queue does not keep it. */
  readonly startedAt: Date | null
  readonly endedAt: Date | null
  /** Attempts begun so far, the current one included. */
  readonly attempt: number
  readonly maxAttempts: number
  /** What it reported, where that is numbers Runtruth knows; anything else is not progress. */
  readonly counts: Counts | null
  /** The queue's record of why the last attempt failed, first line only. */
  readonly failure: string | null
  /** The text behind it, for diagnostics. */
  readonly failureDetail: string | null
  readonly waits: JobWaits | null
  /**
   * Keys of the workers of the look that may have it while it is active: one when the queue names it, several when it is one of
   * them, none when the queue cannot say. A worker that came later than the attempt is never among them.
   */
  readonly holders: readonly string[]
  /** Signs of life for this very job; null where the queue keeps none. */
  readonly beat: Beat | null
  /**
   * Milliseconds, from the start of the attempt or its last beat, after which the queue itself takes this job from a lost worker;
   * null: it never does; absent: as the source says for all its jobs.
   */
  readonly recoversAfterMs?: number | null
}

/** The queue has no such job (any more). `unknown`: it may have ended or been deleted, and the queue cannot tell which. */
export interface AbsentJob extends JobRef {
  readonly state: 'absent'
  readonly end: 'succeeded' | 'failed' | 'deleted' | 'unknown'
  readonly endedAt: Date | null
  /** One sentence that says how that is known, in operator words. */
  readonly because: string
}

/** A worker process, or the connection of one, as the queue's store shows it. */
export interface SeenWorker {
  /** Stable as long as it is the same process: never that of an earlier one. */
  readonly key: string
  /** What people read. */
  readonly name: string
  /** Queues it serves; null: not known. */
  readonly queues: readonly string[] | null
  /** Whether its connection stands, where a connection that is gone means a process that is gone or cut off; else null. */
  readonly connected: boolean | null
  /** Its own heartbeat, where the queue keeps one. */
  readonly beat: Beat | null
}

export interface SeenQueue {
  readonly name: string
  readonly paused: { readonly by: string | null; readonly since: Date | null } | null
  /** Workers that serve it now; null: not known. */
  readonly liveWorkers: number | null
  /** Ids of what starts next, in that order, at most NEXT_AT_MOST; null where the queue cannot say. */
  readonly next: readonly string[] | null
  /** Milliseconds that the queue gives an attempt before it takes the job away, alive or not; null or absent: no such limit, or not known. */
  readonly expiresAfterMs?: number | null
}

export const NEXT_AT_MOST = 200

/** Workers and queues at one moment. Throws when the store cannot be read whole: half a look convicts nobody. */
export interface SourceLook {
  /** The queue's clock at the start of the look. */
  readonly now: Date
  /** Since when this incarnation of the queue's store has been up, by its own clock; null: not known, and then no missing connection convicts. */
  readonly upSince: Date | null
  readonly workers: readonly SeenWorker[]
  readonly queues: readonly SeenQueue[]
}

export interface Recent {
  /** New jobs and those something happened to, as far as the store can tell; any of them may come again. */
  readonly words: readonly JobWord[]
  readonly cursor: string
  /** False: there may be jobs that neither this call nor a later one tells of; everything has to be discovered again. */
  readonly complete: boolean
}

export interface Discovered {
  readonly words: readonly JobWord[]
  /** Where the next page begins; null at the end. Survives a restart of the process. */
  readonly cursor: string | null
}

/** One open source. Any method may be called at any time, also at once; each throws what its store throws. */
export interface SourceReader {
  look(): Promise<SourceLook>
  /** From `null`: what has come since about now. A fixed number of round trips per queue. */
  recent(cursor: string | null): Promise<Recent>
  /** Each job's word, with its key as it is now, in the order asked, in one round trip. */
  probe(jobs: readonly AskedJob[]): Promise<(JobWord | AbsentJob)[]>
  /** Everything the store holds, open and ended, in an order that a job added meanwhile does not disturb. */
  discover(cursor: string | null, limit: number): Promise<Discovered>
  /** How many jobs the store holds now, by state; `discover` meets so many. */
  totals(): Promise<Record<JobState, number>>
  /** Only where the source was opened with control, and the queue does it safely. `refused`: it is not in a state that allows it. */
  cancel(job: JobRef): Promise<'done' | 'refused'>
  retry(job: JobRef): Promise<'done' | 'refused'>
  close(): Promise<void>
}

/** What a config file declares; `openReader` connects at first use. */
export interface QueueSource {
  readonly kind: SourceKind
  readonly name: string
  /** The workspace of what the mapping gives to none, and of the source's own operations. */
  readonly workspace: string
  readonly unmapped: 'refuse' | 'to_workspace'
  readonly mapping: JobMappings
  /** Whether operators may cancel and retry through Runtruth; without it nothing is ever written to the queue. */
  readonly control: boolean
  /** Milliseconds after which the queue itself gives the job of a lost worker to another one; null: it never does. */
  readonly recoversAfterMs: number | null
  openReader(options: { readonly log: Log }): SourceReader
  /**
   * The word of a job as the queue's own handler receives it; null: not a job of this source. For `track`. Where its key is
   * empty, the handler was not told all, and `probe` is asked for the rest before anything is stored.
   */
  wordOf(job: unknown): JobWord | null
}

export type JobMappings = ReadonlyMap<string, JobMapping>

export interface MappedInitiator {
  readonly id?: string | null
  readonly name: string
}

/** How the jobs of one queue or task become operations. Checked and with durations in milliseconds; see `readMappings`. */
export interface JobMapping {
  /** Null: named after the job, as with a mapping for all others. */
  readonly type: string | null
  readonly label: string | null
  readonly policy: LifecyclePolicyFacts | null
  /** Slugs; null: the source's own workspace, no tenant. Called with the payload as the queue keeps it. */
  readonly workspace: (job: MappedJob) => string | null | undefined
  readonly tenant: (job: MappedJob) => string | null | undefined
  /** A person of the host; null: the system. */
  readonly initiator: (job: MappedJob) => MappedInitiator | null | undefined
  /** Later jobs with the same answer earlier failures; null: nothing does. */
  readonly identity: (job: MappedJob) => readonly unknown[] | null | undefined
  /** What is kept as the operation's input; default: the payload. */
  readonly input: (job: MappedJob) => unknown
  /** Checked when a tracked job begins; null: not checked. */
  readonly requires: string | null
}

export type MappedJob = Pick<JobWord, 'queue' | 'id' | 'name' | 'payload'>

/** The sources of one process. */
export interface SourceDesk {
  readonly all: readonly QueueSource[]
  find(name: string): QueueSource | undefined
  /** Connects at first use; the same one for everybody. */
  reader(source: QueueSource): SourceReader
  close(): Promise<void>
}
