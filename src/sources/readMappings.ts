import { CAPABILITIES, isCapability } from '../access/actor.ts'
import { RuntruthError } from '../errors.ts'
import { readLifecycle, type Lifecycle } from '../ledger/lifecycle.ts'
import { RETRY_POLICIES, type RetryPolicy } from '../truth/facts.ts'
import type { JobMapping, JobMappings, JobWord, MappedInitiator, MappedJob } from './contract.ts'

/**
 * A job as a mapping is asked about it. Of its payload only the application knows the shape: it may say so, `(job: JobToMap<Invoice>) => …`,
 * and need not. What a mapping throws over a payload that is otherwise refuses that job, visibly.
 */
// oxlint-disable-next-line typescript/no-explicit-any -- with `unknown` no function that reads a payload would compile, nor could be annotated.
export type JobToMap<Payload = any> = Omit<MappedJob, 'payload'> & { readonly payload: Payload }

/** As written in a config file: how the jobs of one queue or task become operations. */
export interface MappingOptions {
  /** Default: the name of the queue or task, where it can be a type. */
  readonly type?: string
  readonly label?: string
  readonly lifecycle?: Lifecycle
  readonly retry?: RetryPolicy
  /** Slugs, or what tells them from a job. */
  readonly workspace?: string | ((job: JobToMap) => string | null | undefined)
  readonly tenant?: string | ((job: JobToMap) => string | null | undefined)
  readonly initiator?: (job: JobToMap) => MappedInitiator | null | undefined
  readonly identity?: (job: JobToMap) => readonly unknown[] | null | undefined
  /** What is kept as the operation's input; default: the payload. Leave out here what nobody should read. */
  readonly input?: (job: JobToMap) => unknown
  /** Checked for the initiator when a tracked job begins. */
  readonly requires?: string
}

/** What every source declares beside the way to its store. */
export interface SourceOptions {
  /** Names the source in the ledger: lower-case letters, digits and dashes. Never change it: jobs are known by it. */
  readonly name: string
  /** Slug of the workspace of the source's own operations, and of jobs that are mapped to none where `unmapped` says so. */
  readonly workspace: string
  /** What becomes of a job that the mapping gives to no workspace: refused and counted (default), or given to `workspace`. */
  readonly unmapped?: 'refuse' | 'to_workspace'
  /** By queue or, in BullMQ and Graphile Worker, by the name of the job or task; `*` is for all others. */
  readonly jobs: Readonly<Record<string, MappingOptions>>
  /** Operators may cancel and retry jobs through Runtruth. Default: it only reads. */
  readonly control?: boolean
}

const SOURCE_NAME = /^[a-z][a-z0-9-]{0,39}$/
/** Names the ledger gives to itself. */
const TAKEN = new Set(['pg-boss', 'external'])
const TYPE = /^[a-z][a-z0-9]*([._-][a-z0-9]+)*$/

/** The part of a source that does not depend on its kind. Throws `invalid_config` by name. */
export function readSourceOptions(options: SourceOptions): {
  name: string
  workspace: string
  unmapped: 'refuse' | 'to_workspace'
  mapping: JobMappings
  control: boolean
} {
  const { name, workspace, unmapped = 'refuse' } = options
  if (typeof name !== 'string' || !SOURCE_NAME.test(name) || TAKEN.has(name)) {
    throw refuse(name, 'name is not a name like "mail" (lower case, digits, dashes, at most 40 characters; not "pg-boss" or "external").')
  }
  if (typeof workspace !== 'string' || workspace === '') throw refuse(name, 'workspace is not the slug of a workspace.')
  if (unmapped !== 'refuse' && unmapped !== 'to_workspace')
    throw refuse(name, `unmapped is ${JSON.stringify(unmapped)}. Expected "refuse" or "to_workspace".`)
  if (typeof options.jobs !== 'object' || options.jobs === null || Object.keys(options.jobs).length === 0) {
    throw refuse(
      name,
      'jobs is empty. Expected a mapping by queue or task, e.g. { "emails": { label: "Send mail" } }, or { "*": {} } for all.',
    )
  }
  const mapping = new Map(Object.entries(options.jobs).map(([of, one]) => [of, readMapping(name, of, one)]))
  return { name, workspace, unmapped, mapping, control: options.control ?? false }
}

/** By the job's own name first, then by its queue, then for all others; undefined: this source does not follow such jobs. */
export function mappingFor(mappings: JobMappings, job: Pick<JobWord, 'queue' | 'name'>): JobMapping | undefined {
  return mappings.get(job.name) ?? mappings.get(job.queue) ?? mappings.get('*')
}

function readMapping(source: string, of: string, options: MappingOptions): JobMapping {
  const retry = options.retry ?? 'manual'
  const named = options.type ?? (of === '*' ? null : asType(of))
  if (named !== null && !TYPE.test(named)) {
    throw refuse(
      source,
      `jobs.${of}: type is ${JSON.stringify(named)}. Expected a name like "mail.send"; say it where the queue's name cannot be one.`,
    )
  }
  if (!RETRY_POLICIES.includes(retry))
    throw refuse(source, `jobs.${of}: retry is ${JSON.stringify(retry)}. Expected one of ${RETRY_POLICIES.join(', ')}.`)
  if (options.requires !== undefined && !isCapability(options.requires)) {
    throw refuse(source, `jobs.${of}: requires is ${JSON.stringify(options.requires)}. Expected one of ${CAPABILITIES.join(', ')}.`)
  }
  return {
    type: named,
    label: options.label ?? null,
    policy: readLifecycle(`Source ${source}: jobs.${of}`, options.lifecycle, retry),
    workspace: answering(options.workspace),
    tenant: answering(options.tenant),
    initiator: options.initiator ?? nothing,
    identity: options.identity ?? nothing,
    input: options.input ?? (({ payload }) => payload),
    requires: options.requires ?? null,
  }
}

/** A queue's name as a type: "sendMail" → "send-mail". */
export function asType(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replaceAll(/^[^a-z]+|[^a-z0-9]+$/g, '')
    .replaceAll(/([._-])[._-]+/g, '$1')
}

/** "sendMail" and "send-mail" → "Send mail". */
export function asLabel(name: string): string {
  const words = asType(name).replaceAll(/[._-]/g, ' ').trim()
  return words === '' ? name : words.charAt(0).toUpperCase() + words.slice(1)
}

function answering(option: string | ((job: MappedJob) => string | null | undefined) | undefined) {
  return typeof option === 'function' ? option : () => option ?? null
}

const nothing = () => null

function refuse(source: unknown, what: string): RuntruthError {
  return new RuntruthError('invalid_config', `Source ${JSON.stringify(source)}: ${what}`)
}
