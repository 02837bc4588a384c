import type { OperationDefinition } from '../work/defineOperation.ts'
import { ledgerExport } from './ledgerExport.ts'
import { ledgerPrune } from './ledgerPrune.ts'
import type { LedgerReader } from './ledgerReader.ts'
import { ledgerVerify } from './ledgerVerify.ts'
import { reportCompose } from './reportCompose.ts'
import { reportPart } from './reportPart.ts'

/** Operations every installation has: about the ledger itself. */
export function builtInOperations(reader: LedgerReader): OperationDefinition[] {
  return [ledgerExport(reader), ledgerPrune(reader), ledgerVerify(reader), reportCompose(reader), reportPart(reader)]
}

export type { LedgerReader }
