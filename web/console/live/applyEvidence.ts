import type { WireEvidence } from '../../../src/http/contract.ts'
import { parseInstant, type Facts } from '../../../src/truth/index.ts'

/**
 * The facts of a running operation with what has since been observed of its worker, by the rules the server puts facts
 * together with (src/ledger/runFacts.ts). Whose lease it is, is not evidence: only the operation itself tells that anew.
 */
export function applyEvidence(facts: Facts, evidence: WireEvidence | null): Facts {
  const { run, worker } = facts
  if (evidence === null || worker === null || run.status !== 'running') return facts
  const { asOf, databaseUpSince } = evidence
  if (!isLater(asOf, worker.observedAt ?? facts.asOf)) return facts
  const told = own(evidence.seen, run.id)
  if (told !== undefined) return { ...facts, worker: told }
  if (worker.leaseBootId === null) {
    const heartbeatAt = own(evidence.beats, run.id)
    if (heartbeatAt === undefined || isLater(worker.heartbeatAt, heartbeatAt)) return facts
    return { ...facts, worker: { ...worker, heartbeatAt, databaseUpSince, observedAt: asOf } }
  }
  const seen = own(evidence.workers, worker.name)
  // Not told is not gone: what was known of it grows old by itself.
  if (seen === undefined || isLater(run.startedAt, asOf)) return facts
  return {
    ...facts,
    worker: {
      name: worker.name,
      bootId: seen.bootId,
      leaseBootId: worker.leaseBootId,
      heartbeatAt: seen.heartbeatAt,
      heartbeatEveryMs: seen.heartbeatEveryMs,
      sessionHeld: seen.sessionHeld,
      databaseUpSince,
      // The process id is that of the boot now registered; it says nothing about an earlier one.
      processAlive: seen.bootId === worker.leaseBootId ? seen.processAlive : null,
      observedAt: asOf,
    },
  }
}

function isLater(at: string | null, than: string): boolean {
  return at !== null && parseInstant(at) > parseInstant(than)
}

/** A worker may be called anything, also `constructor`. */
function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined
}
