import { findPlace } from '../../access/grants.ts'
import { LOOK_COUNTS_FOR_MS } from '../../ledger/observedFacts.ts'
import type { SeenLine } from '../../ledger/observation.ts'
import { selectSourceStates, type SourceStateRow } from '../../ledger/sql/selectSourceStates.ts'
import type { QueueSource } from '../../sources/contract.ts'
import { mappingFor } from '../../sources/readMappings.ts'
import { formatAge, formatExactDuration } from '../../truth/durations.ts'
import type { Services } from '../../work/services.ts'
import { note, ok, problem, type Finding } from './finding.ts'

/** Somebody else's queues: whether somebody looks at them, what they hold that belongs nowhere, and limits that contradict a lifecycle. */
export async function checkSources({ db, sources }: Services): Promise<readonly Finding[]> {
  const states = await db.asSystem(async (tx) => await tx.rows(selectSourceStates()))
  const known = new Map(states.map((state) => [state.name, state]))
  const findings: Finding[] = []
  for (const source of sources.all) {
    const state = known.get(source.name)
    if (!(await findPlace(db, source.workspace))) {
      findings.push(
        problem(
          'sources',
          `The source ${source.name} belongs to the workspace ${source.workspace}, which does not exist, so its queue is not read whole.`,
          `Add it: runtruth workspace add ${source.workspace}`,
        ),
      )
    }
    findings.push(followed(source.name, state), ...(state === undefined ? [] : [...held(state), ...contradictions(source, state)]))
  }
  const configured = new Set(sources.all.map(({ name }) => name))
  const others = states.filter(({ name }) => !configured.has(name)).map(({ name }) => name)
  if (others.length > 0)
    findings.push(note('sources', `The ledger knows of sources that this config does not declare: ${others.join(', ')}.`))
  return findings
}

function followed(name: string, state: SourceStateRow | undefined): Finding {
  const remedy = 'Start one that has this config: runtruth reconcile --config FILE. If one runs, its log says why it cannot look.'
  const agoMs = state?.lookedAgoMs ?? null
  if (agoMs === null) return problem('sources', `Nobody has ever looked at the queue of the source ${name}.`, remedy)
  const said = `The queue of the source ${name} was last looked at ${formatAge(agoMs)} ago`
  if (agoMs <= LOOK_COUNTS_FOR_MS) return ok('sources', `${said}.`)
  const expected = formatExactDuration(LOOK_COUNTS_FOR_MS)
  return problem('sources', `${said}; expected within ${expected}. What it said of workers is not checked any more.`, remedy)
}

function held({ name, refused, refusedBecause, catchUp, discovered }: SourceStateRow): Finding[] {
  const findings: Finding[] = []
  if (refused > 0) {
    findings.push(
      problem(
        'sources',
        `${refused} ${refused === 1 ? 'job' : 'jobs'} of the source ${name} were refused, most of them because: ${refusedBecause}`,
        'Correct the mapping, or add the workspace or tenant; or give them to the source’s own workspace with unmapped: "to_workspace". They are admitted when next read.',
      ),
    )
  }
  if (catchUp === 'under_way') findings.push(note('sources', `The queue of ${name} is being read whole: ${discovered} jobs so far.`))
  if (catchUp === 'wanted')
    findings.push(
      note(
        'sources',
        `The queue of ${name} is to be read whole, and nobody has begun.`,
        'A worker does that: runtruth work --config FILE, for the operation type queue.catch-up.',
      ),
    )
  return findings
}

/** A queue that takes a job away from a worker that lives makes a long job run twice, and looks like a lost worker. */
function contradictions(source: QueueSource, { look }: SourceStateRow): Finding[] {
  return Object.entries(linesOf(look)).flatMap(([queue, { expiresAfterMs = null }]) => {
    const windowMs = mappingFor(source.mapping, { queue, name: queue })?.policy?.runningWindowMs ?? null
    if (expiresAfterMs === null || windowMs === null || expiresAfterMs >= windowMs) return []
    return [
      problem(
        'sources',
        `The queue ${queue} of ${source.name} takes a job away after ${formatExactDuration(expiresAfterMs)}, but the running window of its mapping is ${formatExactDuration(windowMs)}.`,
        'Let the queue expire its jobs later, or shorten runningWindow in the mapping.',
      ),
    ]
  })
}

function linesOf(look: unknown): Readonly<Record<string, SeenLine>> {
  // What a process of this product stored there at its last look.
  return (look as { readonly queues?: Readonly<Record<string, SeenLine>> } | null)?.queues ?? {}
}
