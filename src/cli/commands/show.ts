import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Scope } from '../../access/scope.ts'
import type { Tx } from '../../db/database.ts'
import { RuntruthError } from '../../errors.ts'
import type { OperationEvent } from '../../ledger/events.ts'
import { getLinkedRuns, getRun, readRunFacts } from '../../ledger/getRun.ts'
import type { JudgedRun } from '../../ledger/judgedRun.ts'
import { listEvents } from '../../ledger/listEvents.ts'
import { toWire } from '../../ledger/wire.ts'
import type { Services } from '../../work/services.ts'
import { follow } from '../follow.ts'
import type { Io } from '../io.ts'
import { writeJson } from '../render/answer.ts'
import { openLiveBlock } from '../render/liveBlock.ts'
import { operationLines } from '../render/operationLines.ts'
import { withSession } from '../session.ts'

interface ShowFlags {
  readonly workspace: string | undefined
  readonly facts: boolean
  readonly verdict: boolean
  readonly 'facts-to': string | undefined
  readonly watch: boolean
  readonly json: boolean
}

const WATCH_EVERY_MS = 1_000
const EVENTS_SHOWN = 200

export async function show({
  flags,
  words,
  io,
}: {
  readonly flags: ShowFlags
  readonly words: { readonly ID: string }
  readonly io: Io
}): Promise<number> {
  const factsFile = flags['facts-to']
  if (flags.watch && (flags.json || flags.facts || flags.verdict || factsFile !== undefined)) {
    throw new RuntruthError(
      'invalid_input',
      '--watch is for people; --json, --facts, --facts-to and --verdict are one look. Leave one side out.',
    )
  }
  return await withSession(io, {}, async ({ services, standAt }) => {
    const { place, scope } = await standAt(words.ID, flags.workspace)
    if (flags.watch) return await watch(io, services, scope, words.ID)
    const audited = flags.facts || factsFile !== undefined
    const observation = await services.observer.observe()
    const { judged, events, linked } = await services.db.inWorkspace(place.workspace.id, async (tx) => {
      const judged = await (audited ? readRunFacts : getRun)(tx, scope, observation, words.ID)
      const plain = !flags.facts && !flags.verdict && !flags.json
      return {
        judged,
        events: plain ? await latestEvents(tx, scope, words.ID) : [],
        linked: plain ? await getLinkedRuns(tx, scope, observation, words.ID) : [],
      }
    })
    if (factsFile !== undefined) await saveFacts(io, factsFile, judged)
    if (flags.facts) writeJson(io, judged.facts)
    else if (flags.verdict) writeJson(io, judged.verdict)
    else if (flags.json) writeJson(io, toWire(place.workspace.slug, judged))
    else io.out.write(`${operationLines(io.out, judged, events, linked).join('\n')}\n`)
    return 0
  })
}

/** The end of the history, oldest first. */
async function latestEvents(tx: Tx, scope: Scope, id: string): Promise<readonly OperationEvent[]> {
  return (await listEvents(tx, scope, id, { before: null, limit: EVENTS_SHOWN })).events.toReversed()
}

async function watch(io: Io, services: Services, scope: Scope, id: string): Promise<number> {
  const block = openLiveBlock(io.out)
  let events: readonly OperationEvent[] = []
  let linked: readonly JudgedRun[] = []
  try {
    await follow({
      clock: io.clock,
      everyMs: WATCH_EVERY_MS,
      signal: io.whenAskedToStop(),
      read: async () => {
        const observation = await services.observer.observe()
        return await services.db.inWorkspace(scope.workspace.id, async (tx) => {
          const judged = await getRun(tx, scope, observation, id)
          events = await latestEvents(tx, scope, id)
          linked = await getLinkedRuns(tx, scope, observation, id)
          return { asOf: observation.asOf, runs: [judged] }
        })
      },
      show: ({ runs: [judged] }) => {
        if (!judged) return true
        const { verdict, run } = judged
        block.draw(
          operationLines(io.out, judged, events, linked),
          JSON.stringify([verdict.headline, verdict.reason, run.attempt, verdict.progress.label, events.length]),
        )
        return run.status === 'completed'
      },
    })
  } finally {
    block.end()
  }
  return 0
}

async function saveFacts(io: Io, file: string, { facts }: JudgedRun): Promise<void> {
  try {
    // They name hosts and people, so they are this user's own to hand on.
    await writeFile(resolve(io.cwd, file), `${JSON.stringify(facts, null, 2)}\n`, { mode: 0o600 })
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new RuntruthError(
      'invalid_input',
      `The facts file ${file} cannot be written: ${reason}. Name a file in a directory you may write to.`,
      {},
      { cause },
    )
  }
}
