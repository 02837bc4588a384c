import { runWebhooks } from '../notify/runWebhooks.ts'
import type { WebhookTargets } from '../notify/target.ts'
import { runReconciler, type ReconcilerOptions } from '../reconcile/runReconciler.ts'
import { followSources } from './followSources.ts'
import type { Services } from '../work/services.ts'

/**
 * What a process does for operations it does not run: closes those that nobody will finish, follows what other queues run, and tells
 * webhooks of those that have ended. One kind of process, because all of it has to go on while no worker lives, and minds not how
 * many there are. Resolves when the signal has fired and all have stopped; never rejects.
 */
export async function runUpkeep(
  options: Omit<ReconcilerOptions, 'services'> & { readonly services: Services; readonly webhookTargets: WebhookTargets },
): Promise<void> {
  const { webhookTargets: targets, ...reconciler } = options
  const { services, signal } = options
  await Promise.all([runReconciler(reconciler), runWebhooks({ services, targets, signal }), followSources(services, signal)])
}
