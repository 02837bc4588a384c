import { z } from 'zod'
import { CAPABILITIES, isCapability, type Capability } from '../access/actor.ts'
import { readDurationMs, type DurationInput } from '../duration.ts'
import { RuntruthError } from '../errors.ts'
import { readLifecycle, type Lifecycle } from '../ledger/lifecycle.ts'
import { RETRY_POLICIES, type Counts, type LifecyclePolicyFacts, type RetryPolicy, type RunOutcome } from '../truth/facts.ts'

export interface OperationResult {
  readonly counts?: Counts
  readonly outcome?: Extract<RunOutcome, 'succeeded' | 'partially_succeeded'>
}

export interface PartResult {
  readonly id: string
  readonly outcome: RunOutcome
  readonly counts: Counts | null
}

export interface OperationContext<Input> {
  readonly operationId: string
  readonly workspace: string
  readonly tenant: string | null
  /** 1-based. */
  readonly attempt: number
  readonly input: Input
  /** Fires with reason 'cancelled', 'lease_lost' or 'worker_stopping'. After it, no report is accepted but the end. */
  readonly signal: AbortSignal
  /** Reported progress of this attempt; sent at most a few times a second, the last one always. */
  progress(counts: Counts): void
  /** A named phase, in operator words; every change is an event of the timeline. */
  phase(name: string): Promise<void>
  /**
   * Starts a part under this operation's own authority and waits for its end. The key names the part among its
   * siblings, so that a second attempt finds the parts of the first. Waiting does not occupy a place in the worker.
   */
  child(type: string, part: { readonly key: string; readonly tenant?: string | null; readonly input?: unknown }): Promise<PartResult>
}

export interface OperationOptions<Schema extends z.ZodType> {
  readonly type: string
  readonly label: string
  readonly lifecycle?: Lifecycle
  readonly input?: Schema
  /** Same scope + type + identity while active → the same operation is returned. */
  readonly identity?: (input: z.output<Schema>) => readonly unknown[]
  /** At most one active operation of this type in a scope, whatever its identity; another start is refused as busy. */
  readonly exclusive?: boolean
  readonly attempts?: { readonly max: number; readonly backoff?: DurationInput }
  /** Started per operable tenant, or once per workspace, under system authority. */
  readonly schedule?: { readonly cron: string; readonly timeZone?: string; readonly per?: 'tenant' | 'workspace' }
  readonly retry?: RetryPolicy
  /** Checked at the start and again when a worker picks the operation up. */
  readonly requires?: Capability
  run(context: OperationContext<z.output<Schema>>): Promise<OperationResult | void>
}

/** A definition as the rest of the house reads it: checked, with durations in milliseconds. */
export interface OperationDefinition {
  readonly type: string
  readonly label: string
  readonly policy: LifecyclePolicyFacts | null
  readonly input: z.ZodType
  readonly identity: ((input: never) => readonly unknown[]) | null
  readonly exclusive: boolean
  readonly maxAttempts: number
  readonly backoffMs: number
  readonly schedule: { readonly cron: string; readonly timeZone: string; readonly per: 'tenant' | 'workspace' } | null
  readonly requires: Capability
  readonly run: (context: OperationContext<never>) => Promise<OperationResult | void>
}

const TYPE = /^[a-z][a-z0-9]*([._-][a-z0-9]+)*$/

/** Declares an operation type. A definition that cannot work is refused here, by name, before anything runs. */
export function defineOperation<Schema extends z.ZodType = z.ZodType<Record<string, never>>>(
  options: OperationOptions<Schema>,
): OperationDefinition {
  const { type } = options
  const refuse = (what: string) => new RuntruthError('invalid_config', `Operation ${JSON.stringify(type)}: ${what}`)
  if (typeof type !== 'string' || !TYPE.test(type) || type.length > 100) {
    throw refuse(
      'type is not a name like "inventory.sync" (lower case, digits, single dots, dashes or underscores, at most 100 characters).',
    )
  }
  if (typeof options.label !== 'string' || options.label.trim() === '' || options.label.length > 120)
    throw refuse('label is not a text of 1 to 120 characters.')
  if (typeof options.run !== 'function') throw refuse('run is not a function.')
  const requires = options.requires ?? 'operations.start'
  if (!isCapability(requires)) throw refuse(`requires is ${JSON.stringify(requires)}. Expected one of ${CAPABILITIES.join(', ')}.`)
  const retry = options.retry ?? 'manual'
  if (!RETRY_POLICIES.includes(retry)) throw refuse(`retry is ${JSON.stringify(retry)}. Expected one of ${RETRY_POLICIES.join(', ')}.`)
  const maxAttempts = options.attempts?.max ?? 1
  if (!Number.isInteger(maxAttempts) || maxAttempts < 1 || maxAttempts > 100)
    throw refuse('attempts.max is not a whole number from 1 to 100.')
  return {
    type,
    label: options.label,
    policy: readLifecycle(`Operation ${type}`, options.lifecycle, retry),
    input: options.input ?? z.strictObject({}),
    identity: options.identity ?? null,
    exclusive: options.exclusive ?? false,
    maxAttempts,
    backoffMs:
      options.attempts?.backoff === undefined ? 0 : readDurationMs(`Operation ${type}: attempts.backoff`, options.attempts.backoff),
    schedule: options.schedule
      ? { cron: options.schedule.cron, timeZone: options.schedule.timeZone ?? 'UTC', per: options.schedule.per ?? 'tenant' }
      : null,
    requires,
    run: options.run,
  }
}
