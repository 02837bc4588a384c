import { runUpkeep } from '../../app/runUpkeep.ts'
import { RuntruthError } from '../../errors.ts'
import type { Sweep } from '../../reconcile/reconcileOnce.ts'
import { reconcileTwice } from '../../reconcile/reconcileTwice.ts'
import { RECONCILIATION_REASON_LABELS } from '../../truth/copy/labels.ts'
import type { Io } from '../io.ts'
import { writeJson } from '../render/answer.ts'
import { printable } from '../render/printable.ts'
import { withProcess } from '../processSession.ts'
import { stopSignal } from '../stopSignal.ts'

interface ReconcileFlags {
  readonly once: boolean
  readonly 'dry-run': boolean
  readonly config: string | undefined
  readonly json: boolean
  readonly 'with-parent': boolean
}

export async function reconcile({ flags, io }: { readonly flags: ReconcileFlags; readonly io: Io }): Promise<number> {
  const dryRun = flags['dry-run']
  const once = flags.once || dryRun
  if (flags.json && !once) throw new RuntruthError('invalid_input', '--json answers one look. Add --once or --dry-run.')
  const signal = stopSignal(io, flags['with-parent'])
  return await withProcess(io, 'reconciler', flags.config, async ({ services, config, environment }) => {
    const adapters = config.adapters ?? []
    if (!once) {
      services.log.info('reconciler is ready')
      await runUpkeep({ services, adapters, signal, webhookTargets: environment.webhookTargets })
      return 0
    }
    const sweep = await reconcileTwice({ services, adapters, dryRun, signal })
    if (flags.json) writeJson(io, { ...sweep, asOf: sweep.asOf.toISOString(), dryRun })
    else io.out.write(`${linesOf(sweep, dryRun).join('\n')}\n`)
    return 0
  })
}

function linesOf({ looked, concluded, awaitingSecondLook }: Sweep, dryRun: boolean): string[] {
  return [
    ...concluded.map(({ workspace, runId, type, action, outcome, reason, because }) =>
      printable(
        `#${runId} ${type} · ${workspace}: ${dryRun ? 'would be ' : ''}${action} as ${outcome}. ${RECONCILIATION_REASON_LABELS[reason]}. ${because}`,
      ),
    ),
    `${looked} open, ${concluded.length} ${dryRun ? 'would be ' : ''}concluded, ${awaitingSecondLook} left for a second look.`,
  ]
}
