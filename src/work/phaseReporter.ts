import { RuntruthError } from '../errors.ts'
import { reportPhase } from '../ledger/reportProgress.ts'
import type { HeldAttempt } from './execution.ts'
import type { Services } from './services.ts'
import { untilHeard } from './untilHeard.ts'

/** Reports a named phase of an attempt; resolves when the ledger has heard it, rejects when it refuses. */
export function phaseReporter(services: Services, held: HeldAttempt): (name: string) => Promise<void> {
  const { at, scope, signal } = held
  return async (name) => {
    signal.throwIfAborted()
    const report = async () => await services.db.inWorkspace(scope.workspace.id, async (tx) => await reportPhase(tx, scope, at, name))
    const answer = await untilHeard(services, report, signal).catch((error: unknown) => {
      throw refusedWith(held, error)
    })
    if (answer.cancelRequested) held.abort('cancelled')
  }
}

/** A report that was refused may tell more than its sender asked: then the handler hears of that, as by its signal. */
export function refusedWith(execution: HeldAttempt, error: unknown): unknown {
  if (!(error instanceof RuntruthError)) return error
  if (error.code === 'stale_lease') execution.abort('lease_lost')
  if (error.detail['cancelRequested'] === true) execution.abort('cancelled')
  return error
}
