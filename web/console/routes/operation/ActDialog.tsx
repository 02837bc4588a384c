import type { WireOperation } from '../../../../src/http/contract.ts'
import type { Action } from '../../model/verdictLook.ts'
import { CancelDialog } from './CancelDialog.tsx'
import { ReconcileDialog } from './ReconcileDialog.tsx'
import { RetryDialog } from './RetryDialog.tsx'

export interface ActDialogProps {
  readonly operation: WireOperation
  readonly workspace: string
  onClose(): void
}

/** The question before a deed: it names the consequence, and nothing happens without a yes. */
export function ActDialog({ action, ...rest }: ActDialogProps & { readonly action: Action }) {
  switch (action) {
    case 'cancel':
      return <CancelDialog {...rest} />
    case 'reconcile':
      return <ReconcileDialog {...rest} />
    case 'retry':
      return <RetryDialog {...rest} />
  }
}
