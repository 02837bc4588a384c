import { QUEUE_SCHEMA } from '../../db/queueSchema.ts'
import { formatExactDuration } from '../../truth/durations.ts'
import type { OperationDefinition } from '../../work/defineOperation.ts'
import type { Services } from '../../work/services.ts'
import { note, ok, problem, type Finding } from './finding.ts'

interface QueueRow {
  name: string
  retryLimit: number
  expireSeconds: number
  retentionSeconds: number
  deadLetter: string | null
}

/** Settings of the queue that would end an operation behind the ledger's back, or run one twice. */
export async function checkQueues({ db, registry }: Services): Promise<readonly Finding[]> {
  const { rows } = await db.asOwner(
    `select name, retry_limit as "retryLimit", expire_seconds as "expireSeconds", retention_seconds as "retentionSeconds", dead_letter as "deadLetter"
     from ${QUEUE_SCHEMA}.queue where name = any($1)`,
    [registry.all.map(({ type }) => type)],
  )
  // The statement names its columns.
  const queues = new Map((rows as QueueRow[]).map((queue) => [queue.name, queue]))
  const findings = registry.all.flatMap((definition) => {
    const queue = queues.get(definition.type)
    return queue === undefined
      ? [note('queues', `The queue ${definition.type} does not exist yet; it is made at the first start.`)]
      : contradictions(definition, queue)
  })
  return findings.some(({ state }) => state === 'problem')
    ? findings
    : [...findings, ok('queues', `${queues.size} queues fit the lifecycles of their types.`)]
}

/** A worker at its start puts the settings right, whoever changed them. */
const REMEDY = 'Start a worker of this version again: it brings the settings of its queues up to date.'

function contradictions({ type, policy }: OperationDefinition, queue: QueueRow): Finding[] {
  const findings: Finding[] = []
  const expireMs = queue.expireSeconds * 1_000
  const runningWindowMs = policy?.runningWindowMs ?? 0
  if (expireMs < runningWindowMs) {
    findings.push(
      problem(
        'queues',
        `The queue ${type} ends a job after ${formatExactDuration(expireMs)}, but its running window is ${formatExactDuration(runningWindowMs)}.`,
        REMEDY,
      ),
    )
  }
  const retentionMs = queue.retentionSeconds * 1_000
  const queuedWindowMs = policy?.queuedWindowMs ?? 0
  if (retentionMs < queuedWindowMs) {
    findings.push(
      problem(
        'queues',
        `The queue ${type} drops a waiting job after ${formatExactDuration(retentionMs)}, but its queued window is ${formatExactDuration(queuedWindowMs)}.`,
        REMEDY,
      ),
    )
  }
  if (queue.retryLimit > 0) {
    findings.push(
      problem(
        'queues',
        `The queue ${type} tries a job ${queue.retryLimit} more times by itself; every attempt is the ledger's to start, so expected is 0.`,
        REMEDY,
      ),
    )
  }
  if (queue.deadLetter !== null) {
    findings.push(
      problem(
        'queues',
        `The queue ${type} sends failed jobs on to ${queue.deadLetter}; what becomes of them is the ledger's to say.`,
        `Remove its dead letter queue.`,
      ),
    )
  }
  return findings
}
