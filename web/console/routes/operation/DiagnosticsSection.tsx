import type { WireOperation } from '../../../../src/http/contract.ts'
import { formatExactDuration } from '../../../../src/truth/index.ts'
import { Instant } from '../../components/Instant.tsx'
import { NO_TIME } from '../../model/instants.ts'
import { Fact, Facts } from './Facts.tsx'

/** For whoever runs the workers: names and numbers as the machine has them. */
export function DiagnosticsSection({ operation, nowMs }: { readonly operation: WireOperation; readonly nowMs: number }) {
  const { policy, worker, queueJob, queue } = operation.facts ?? { policy: null, worker: null, queueJob: null, queue: null }
  const span = (ms: number | null | undefined) => (ms === null || ms === undefined ? NO_TIME : formatExactDuration(ms))
  return (
    <details className="border-rule mt-8 border-t pt-2">
      <summary className="min-h-10 content-center font-semibold">Diagnostics</summary>
      <div className="mt-2 space-y-4">
        <Facts>
          <Fact name="Operation" mono>
            {operation.id}
          </Fact>
          <Fact name="Type" mono>
            {operation.type}
          </Fact>
          <Fact name="Workspace" mono>
            {operation.workspace}
          </Fact>
          <Fact name="Tenant" mono>
            {operation.tenant ?? '—'}
          </Fact>
          <Fact name="Initiator" mono>
            {operation.initiator.kind} {operation.initiator.name}
          </Fact>
          <Fact name="Stored as" mono>
            {operation.status}, {operation.outcome}
          </Fact>
        </Facts>
        <Facts>
          <Fact name="Queued window" mono>
            {span(policy?.queuedWindowMs)}
          </Fact>
          <Fact name="Running window" mono>
            {span(policy?.runningWindowMs)}
          </Fact>
          <Fact name="Reports every" mono>
            {span(policy?.reportsEveryMs)}
          </Fact>
          <Fact name="Reconcile after" mono>
            {span(policy?.reconcileAfterMs)}
          </Fact>
        </Facts>
        {worker === null ? null : (
          <Facts>
            <Fact name="Worker" mono>
              {worker.name}
            </Fact>
            <Fact name="Lease given to" mono>
              {worker.leaseBootId ?? '—'}
            </Fact>
            <Fact name="Now registered" mono>
              {worker.bootId ?? '—'}
            </Fact>
            <Fact name="Last beat" mono>
              <Instant at={worker.heartbeatAt} nowMs={nowMs} as="moment" />, every {span(worker.heartbeatEveryMs)}
            </Fact>
            <Fact name="Database up since" mono>
              <Instant at={worker.databaseUpSince} nowMs={nowMs} as="moment" />
            </Fact>
          </Facts>
        )}
        <Facts>
          <Fact name="Queue job" mono>
            {queueJob === null ? (
              '—'
            ) : (
              <>
                {queueJob.state} since <Instant at={queueJob.since} nowMs={nowMs} as="moment" />
              </>
            )}
          </Fact>
          <Fact name="Live workers" mono>
            {queue?.liveWorkers ?? '—'}
          </Fact>
          <Fact name="Ahead in queue" mono>
            {queue?.ahead ?? '—'}
          </Fact>
        </Facts>
      </div>
    </details>
  )
}
