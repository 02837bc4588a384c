import { randomUUID } from 'node:crypto'
import { finishRun } from '../../src/ledger/finishRun.ts'
import { markStarted } from '../../src/ledger/markStarted.ts'
import { reportPhase, reportProgress } from '../../src/ledger/reportProgress.ts'
import type { Counts, RunOutcome } from '../../src/truth/facts.ts'
import type { OperationContext } from '../../src/work/defineOperation.ts'
import { startOperation, type StartRequest } from '../../src/work/startOperation.ts'
import type { Fixture } from '../support/fixture.ts'

export interface Ran {
  readonly id: string
  readonly outcome: RunOutcome
  readonly counts: Counts | null
  readonly reported: readonly Counts[]
  readonly phases: readonly string[]
}

export interface RanOptions extends StartRequest {
  readonly signal?: AbortSignal
  /** Called with every report, e.g. to abort in the middle. */
  readonly onProgress?: (counts: Counts) => void
}

/**
 * One attempt of a real operation against the real ledger, in this process: what a worker does around a handler, without
 * queue, lease watch and second thread. A handler that throws leaves its run running and rejects.
 */
export async function runOperation(fixture: Fixture, slug: string, request: RanOptions): Promise<Ran> {
  const { services } = fixture
  const scope = await fixture.scope(slug)
  const place = await fixture.place(slug)
  const definition = services.registry.find(request.type)
  if (!definition) throw new Error(`There is no operation ${request.type}.`)
  const { id } = await startOperation(services, place, scope, request)
  const inPlace = async <T>(work: Parameters<typeof services.db.inWorkspace<T>>[1]) =>
    await services.db.inWorkspace(scope.workspace.id, work)
  const holder = { lease: randomUUID(), worker: 'in this process', bootId: null, heartbeatEveryMs: null }
  const started = await inPlace(async (tx) => await markStarted(tx, scope, id, holder))
  if (!started) throw new Error(`Run ${id} did not start.`)
  const at = { runId: id, attempt: started.attempt, lease: holder.lease }
  const reported: Counts[] = []
  const phases: string[] = []
  const context: OperationContext<unknown> = {
    operationId: id,
    workspace: slug,
    tenant: request.tenant ?? null,
    attempt: started.attempt,
    input: started.input,
    signal: request.signal ?? new AbortController().signal,
    progress: (counts) => {
      reported.push(counts)
      request.onProgress?.(counts)
    },
    phase: async (name) => {
      phases.push(name)
      await inPlace(async (tx) => await reportPhase(tx, scope, at, name))
    },
    child: async (type, { key, tenant, input }) => {
      const part = await runOperation(fixture, slug, { type, tenant: tenant ?? null, input, parent: { id, key } })
      return { id: part.id, outcome: part.outcome, counts: part.counts }
    },
  }
  // The definition's own schema has checked the input when the operation was started.
  const result = (await definition.run(context as OperationContext<never>)) ?? {}
  for (const counts of reported) await inPlace(async (tx) => await reportProgress(tx, scope, at, counts))
  const outcome = result.outcome ?? 'succeeded'
  await inPlace(async (tx) => await finishRun(tx, scope, at, { outcome, counts: result.counts ?? null }))
  return { id, outcome, counts: result.counts ?? null, reported, phases }
}
