import { toWire } from '../../ledger/wire.ts'
import { retryOperation } from '../../work/retryOperation.ts'
import type { Io } from '../io.ts'
import { writeJson } from '../render/answer.ts'
import { startedLines } from '../render/startedLines.ts'
import { seeOwnDoing } from '../seeOwnDoing.ts'
import { withSession } from '../session.ts'

interface RetryCall {
  readonly flags: { readonly workspace: string | undefined; readonly config: string | undefined; readonly json: boolean }
  readonly words: { readonly ID: string }
  readonly io: Io
}

export async function retry({ flags, words, io }: RetryCall): Promise<number> {
  return await withSession(io, { config: { named: flags.config } }, async ({ services, standAt, address }) => {
    const { place, scope } = await standAt(words.ID, flags.workspace)
    const { id, created } = await retryOperation(services, scope, words.ID)
    const operation = toWire(place.workspace.slug, await seeOwnDoing(services, scope, id))
    if (flags.json) writeJson(io, { ...operation, created })
    else io.out.write(`${startedLines(operation, created, address).join('\n')}\n`)
    return 0
  })
}
