/** What one surface says about the job at one moment. */
export interface Word {
  /** As it reads there. */
  readonly said: string
  /** It says something that is true of a job nobody works on any more: anything but that it is being worked on as before. */
  readonly honest: boolean
  /** What it shows as the ground of it; null: none. */
  readonly evidence: string | null
  /** Closed, with the reason it gives. */
  readonly ended: string | null
  /** It says, of the queue and not of the job, that no worker serves it; null: it cannot say. */
  readonly noWorkers: boolean | null
}

/** A surface people look at, asked about one job. */
export interface Surface {
  look(jobId: string): Promise<Word>
  close(): Promise<void>
}
