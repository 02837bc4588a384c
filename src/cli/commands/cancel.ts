import type { CancelEffect } from '../../ledger/cancelRun.ts'
import { toWire } from '../../ledger/wire.ts'
import { cancelOperation } from '../../work/cancelOperation.ts'
import type { Io } from '../io.ts'
import { answer } from '../render/answer.ts'
import { seeOwnDoing } from '../seeOwnDoing.ts'
import { withSession } from '../session.ts'

interface CancelCall {
  readonly flags: { readonly workspace: string | undefined; readonly config: string | undefined; readonly json: boolean }
  readonly words: { readonly ID: string }
  readonly io: Io
}

const SENTENCES: Record<CancelEffect, string> = {
  cancelled: 'is cancelled.',
  requested: 'was asked to stop. It ends when its worker lets go.',
  already_requested: 'had been asked to stop before. It ends when its worker lets go.',
}

export async function cancel({ flags, words, io }: CancelCall): Promise<number> {
  return await withSession(io, { config: { named: flags.config } }, async ({ services, standAt }) => {
    const { place, scope } = await standAt(words.ID, flags.workspace)
    const effect = await cancelOperation(services, scope, words.ID)
    const judged = await seeOwnDoing(services, scope, words.ID)
    answer(io, flags.json, { ...toWire(place.workspace.slug, judged), effect }, `Operation ${judged.run.id} ${SENTENCES[effect]}`)
    return 0
  })
}
