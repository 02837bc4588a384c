import { createHash } from 'node:crypto'
import type { Place } from '../../access/grants.ts'
import type { ObservedDraft } from '../../ledger/mirrorJobs.ts'
import type { JobMapping, JobWord } from '../contract.ts'
import { asLabel, asType } from '../readMappings.ts'
import { diagnosticsOf, failureOf } from './planFollow.ts'

/** Which life of the job it is, and of which operation it is the next one. */
export interface Life {
  readonly life: number
  readonly retryOf: string | null
}

/** More of an input than anybody reads; what is longer stays in the queue. */
const INPUT_AT_MOST = 65_536
const LABEL_AT_MOST = 120

/** A job as the operation it becomes, as it stands now. Throws what the mapping throws. */
export function draftOf(
  word: JobWord,
  mapping: JobMapping,
  place: Place,
  tenantId: number | null,
  adoptedAt: Date,
  life: Life,
): ObservedDraft {
  const initiator = mapping.initiator(word) ?? null
  const identity = mapping.identity(word) ?? null
  const ended = word.state === 'completed' || word.state === 'failed' || word.state === 'cancelled'
  const running = word.state === 'active'
  const startedAt = running || ended ? (word.startedAt ?? (running ? word.createdAt : null)) : null
  const endedAt = word.endedAt ?? word.startedAt ?? word.createdAt
  const beat = running ? word.beat : null
  return {
    tenantId,
    type: mapping.type ?? (asType(word.name) || 'job'),
    label: (mapping.label ?? asLabel(word.name)).slice(0, LABEL_AT_MOST),
    status: ended ? 'completed' : running ? 'running' : 'queued',
    outcome: OUTCOMES[word.state],
    attempt: running ? Math.max(1, word.attempt) : word.attempt,
    maxAttempts: Math.max(1, word.maxAttempts),
    createdAt: word.createdAt.toISOString(),
    availableAt: word.availableAt?.toISOString() ?? null,
    startedAt: startedAt?.toISOString() ?? null,
    completedAt: ended ? endedAt.toISOString() : null,
    counts: running || ended ? word.counts : null,
    policy: mapping.policy,
    input: storable(mapping.input(word)),
    initiatorKind: initiator === null ? 'system' : 'user',
    initiatorId: initiator?.id ?? null,
    initiatorName: initiator?.name ?? 'System',
    requires: mapping.requires,
    identityHash: identity === null ? null : createHash('sha256').update(JSON.stringify(identity)).digest('hex'),
    failure:
      word.state === 'failed' ? failureOf({ failure: storable(word.failure) }, 'Its queue recorded a failure without saying why.') : null,
    diagnostics: storable(diagnosticsOf(word)),
    queueName: word.queue,
    queueJobId: word.id,
    queueJobKey: word.key,
    ...life,
    holders: running ? word.holders : null,
    heartbeatAt: beat?.at.toISOString() ?? null,
    heartbeatEveryMs: beat?.everyMs ?? null,
    silentAfterMs: beat?.silentAfterMs ?? null,
    recoversAfterMs: word.recoversAfterMs ?? null,
    queueWaits: running || ended ? null : word.waits,
    isNews: ended && endedAt > adoptedAt && place.workspace.state === 'active',
  }
}

const OUTCOMES = {
  waiting: 'pending',
  delayed: 'pending',
  active: 'pending',
  completed: 'succeeded',
  failed: 'failed',
  cancelled: 'cancelled',
} as const

/** As JSON, and as the database can keep it: without the one character it cannot, and not longer than anybody reads. */
function storable<T>(value: T): T {
  const text = JSON.stringify(value) ?? 'null'
  // Parsed again from what was just written of it.
  if (text.length <= INPUT_AT_MOST) return JSON.parse(text.replaceAll(String.raw`\u0000`, String.raw`\ufffd`)) as T
  return { omitted: `${text.length} characters, more than the ${INPUT_AT_MOST} that are kept. The queue has the whole.` } as T // shown, never read by code
}
