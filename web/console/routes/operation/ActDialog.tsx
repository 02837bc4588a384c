import type { WireOperation } from '../../../../src/http/contract.ts'
import type { Action } from '../../model/verdictLook.ts'
import { DeedDialog } from './DeedDialog.tsx'
import { ReconcileDialog } from './ReconcileDialog.tsx'

export interface ActDialogProps {
  readonly operation: WireOperation
  readonly workspace: string
  onClose(): void
}

/** The question before a deed: it names the consequence, and nothing happens without a yes. */
export function ActDialog({ action, ...rest }: ActDialogProps & { readonly action: Action }) {
  return action === 'reconcile' ? <ReconcileDialog {...rest} /> : <DeedDialog deed={action} {...rest} />
}
