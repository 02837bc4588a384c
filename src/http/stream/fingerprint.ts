import { hash } from 'node:crypto'
import type { Facts } from '../../truth/facts.ts'

/**
 * What of the facts makes a change worth telling at once. Left out is what ages by itself, what the observation of the
 * workers says (that is told as evidence), and what only words a wait or a duration and moves with every other operation.
 */
export function fingerprint(facts: Facts): string {
  const { worker, queueJob, queue } = facts
  return digest({
    run: facts.run,
    policy: facts.policy,
    // Whose lease it is belongs to the run; that its worker could not be told says what evidence can be heard for it.
    worker: worker && [worker.name, worker.leaseBootId],
    queueJob: queueJob && [queueJob.state, queueJob.since],
    queue: queue && [queue.paused, queue.liveWorkers, queue.concurrencyLimit],
  })
}

/** The place in the queue and the usual duration. They move for everybody when anything moves, so they are told seldom. */
export function surroundings({ queue, history }: Facts): string {
  return digest([queue?.ahead, history])
}

/** A digest, because one is kept for every operation of every channel. */
function digest(value: unknown): string {
  return hash('sha1', JSON.stringify(value), 'base64')
}
