/** The tables of one Graphile Worker schema, quoted. Their names begin with `_private_` from 0.16 on. */
export interface Tables {
  readonly jobs: string
  readonly tasks: string
  readonly queues: string
  /** What gives the jobs their ids; null where the role may not read it. */
  readonly sequence: string | null
}

/** A job (`j`) with its task (`t`) and its named queue (`q`); none of the three refers to another by a constraint. */
export function besideJobs({ tasks, queues }: Tables): string {
  return `left join ${tasks} t on t.id = j.task_id left join ${queues} q on q.id = j.job_queue_id`
}
