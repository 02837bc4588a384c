import type { OperationDefinition } from '../work/defineOperation.ts'
import { ledgerExport } from './ledgerExport.ts'
import { ledgerPrune } from './ledgerPrune.ts'
import type { LedgerReader } from './ledgerReader.ts'
import { queueCatchUp, type CatchUpServices } from './queueCatchUp.ts'
import { ledgerVerify } from './ledgerVerify.ts'
import { reportCompose } from './reportCompose.ts'
import { reportPart } from './reportPart.ts'

/** Operations every installation has: about the ledger itself, and about the queues it follows. */
export function builtInOperations(services: LedgerReader & CatchUpServices): OperationDefinition[] {
  return [
    ledgerExport(services),
    ledgerPrune(services),
    ledgerVerify(services),
    reportCompose(services),
    reportPart(services),
    // Without a source there is nothing to catch up with, and nobody is offered it.
    ...(services.sources.all.length === 0 ? [] : [queueCatchUp(services)]),
  ]
}

export type { LedgerReader }
