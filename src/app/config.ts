import type { DomainAdapter } from '../reconcile/adapters/contract.ts'
import type { QueueSource } from '../sources/contract.ts'
import type { OidcProvider } from '../signin/settings.ts'
import type { OperationDefinition } from '../work/defineOperation.ts'
import type { Services } from '../work/services.ts'

/** What `runtruth start --config FILE` and its parts read: the host's operations, and what knows their results. */
export interface RuntruthConfig {
  /** Made by defineOperation; the built-in ones come on top. */
  readonly operations: readonly OperationDefinition[]
  /** Settle operations from business proof when their worker is lost; at most one per type. */
  readonly adapters?: readonly DomainAdapter[]
  /** Somebody else's queues, made by pgBossSource, bullmqSource or graphileWorkerSource: their jobs become operations. */
  readonly sources?: readonly QueueSource[]
  /** Further ways to sign in, beside e-mail and password. They need RUNTRUTH_PUBLIC_URL: providers send browsers back to it. */
  readonly signIn?: { readonly oidc?: readonly OidcProvider[] }
  /**
   * Called once by `runtruth start`, after migrations and once the API answers: the place to create a workspace or to
   * start first operations. Called again at every start, so it has to find what it made before.
   */
  onReady?(services: Services): Promise<void>
}

/** Says nothing at run time; it gives a config file its types. */
export function defineConfig(config: RuntruthConfig): RuntruthConfig {
  return config
}
