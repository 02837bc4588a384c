/** Runtruth for a host: declare operations, put the rest into your own process. `runtruth/truth` holds the verdict itself. */
export { createRuntruth, startFor } from './app/createRuntruth.ts'
export { ensureWorkspace } from './app/ensureWorkspace.ts'
export type { EnsuredMember, WantedWorkspace } from './app/ensureWorkspace.ts'
export type { RunningReconciler, Runtruth, RuntruthOptions, StartOptions } from './app/createRuntruth.ts'
export { defineConfig } from './app/config.ts'
export type { RuntruthConfig } from './app/config.ts'
export type { OidcProvider } from './signin/settings.ts'
export { defineOperation } from './work/defineOperation.ts'
export type {
  OperationContext,
  OperationDefinition,
  OperationOptions,
  OperationResult,
  PartResult,
} from './work/defineOperation.ts'
export type { Lifecycle } from './ledger/lifecycle.ts'
export { OperationBlocked, OperationFailure } from './work/operationFailure.ts'
export type { RunningWorker } from './work/runWorker.ts'
export type { Authorize, AuthorityQuestion } from './access/authority.ts'
export type { Capability, Grant, Principal } from './access/actor.ts'
export type { DomainAdapter, SettleableRun, Settlement } from './reconcile/adapters/contract.ts'
export { ERROR_CODES, isRuntruthError, RuntruthError } from './errors.ts'
export type { ErrorCode } from './errors.ts'
