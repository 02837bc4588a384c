import { text } from 'node:stream/consumers'
import type { Scope } from '../../access/scope.ts'
import { RuntruthError } from '../../errors.ts'
import type { JudgedRun } from '../../ledger/judgedRun.ts'
import { toWire } from '../../ledger/wire.ts'
import type { Services } from '../../work/services.ts'
import { startOperation } from '../../work/startOperation.ts'
import { EXIT_CODE } from '../exitCodes.ts'
import type { Io } from '../io.ts'
import { writeJson } from '../render/answer.ts'
import { startedLines } from '../render/startedLines.ts'
import { seeOwnDoing } from '../seeOwnDoing.ts'
import { withSession } from '../session.ts'
import { waitForEnd } from '../waitForEnd.ts'

interface RunFlags {
  readonly workspace: string | undefined
  readonly tenant: string | undefined
  readonly input: string | undefined
  readonly key: string | undefined
  readonly config: string | undefined
  readonly wait: boolean
  readonly json: boolean
}

export async function run({
  flags,
  words,
  io,
}: {
  readonly flags: RunFlags
  readonly words: { readonly TYPE: string }
  readonly io: Io
}): Promise<number> {
  const input = await readInput(io, flags.input)
  return await withSession(io, { config: { named: flags.config } }, async ({ services, standIn, address }) => {
    const { place, scope } = await standIn(flags.workspace)
    const { id, created } = await startOperation(services, place, scope, {
      type: words.TYPE,
      tenant: flags.tenant ?? null,
      input,
      idempotencyKey: flags.key ?? null,
    })
    const started = toWire(place.workspace.slug, await seeOwnDoing(services, scope, id))
    if (!flags.json) io.out.write(`${startedLines(started, created, address).join('\n')}\n`)
    if (!flags.wait) {
      if (flags.json) writeJson(io, { ...started, created })
      return 0
    }
    const ended = await untilEnd(io, services, scope, id, flags.json)
    if (ended === null) return EXIT_CODE.operation_failed
    if (flags.json) writeJson(io, { ...toWire(place.workspace.slug, ended), created })
    return ended.run.outcome === 'succeeded' ? 0 : EXIT_CODE.operation_failed
  })
}

/** Null: asked to stop before the operation ended. It goes on without us. */
async function untilEnd(io: Io, services: Services, scope: Scope, id: string, silent: boolean): Promise<JudgedRun | null> {
  const ended = await waitForEnd({ io, silent, signal: io.whenAskedToStop(), read: async () => await seeOwnDoing(services, scope, id) })
  if (ended === null) io.err.write(`No longer waiting. Operation ${id} goes on in the background: runtruth show ${id}\n`)
  return ended
}

async function readInput(io: Io, given: string | undefined): Promise<unknown> {
  if (given === undefined) return undefined
  const json = given === '-' ? await text(io.stdin) : given
  try {
    return JSON.parse(json)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new RuntruthError('invalid_input', `--input is not JSON: ${reason}. Expected something like '{"path":"/data"}'.`, {}, { cause })
  }
}
