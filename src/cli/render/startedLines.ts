import type { WireOperation } from '../../ledger/wire.ts'
import { alreadyQueuedToast, queuedToast } from '../../truth/operationPresenter.ts'
import { printable } from './printable.ts'

/** What somebody is told who has just started something. `address`: of a console that is known to run, or null. */
export function startedLines({ id, label, links }: WireOperation, created: boolean, address: string | null): string[] {
  const { headline, guidance } = created ? queuedToast(label) : alreadyQueuedToast(label)
  return [printable(`${headline}. ${guidance}`), printable(`Operation #${id}  ${address ?? ''}${links.page}`)]
}
