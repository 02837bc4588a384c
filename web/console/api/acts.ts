import type { WireCancelled, WireRaw, WireReconciled, WireStarted } from '../../../src/http/contract.ts'
import type { Facts } from '../../../src/truth/facts.ts'
import { apiUrl, get, inWorkspace, post } from './client.ts'

/** What may be done to one operation, and the looks at it that are recorded. Every one may be refused: ApiProblem. */

const at = (workspace: string, id: string, path: string) => apiUrl(inWorkspace(workspace, `/operations/${encodeURIComponent(id)}/${path}`))

export async function cancelOperation(workspace: string, id: string): Promise<WireCancelled> {
  return await post(at(workspace, id, 'cancel'))
}

export async function retryOperation(workspace: string, id: string): Promise<WireStarted> {
  return await post(at(workspace, id, 'retry'))
}

/** Takes some seconds where something looks lost: it is looked at twice. */
export async function reconcileOperation(workspace: string, id: string, dryRun: boolean): Promise<WireReconciled> {
  return await post(at(workspace, id, 'reconcile'), { dryRun })
}

export async function readFacts(workspace: string, id: string): Promise<Facts> {
  return await get(at(workspace, id, 'facts'))
}

export async function readRaw(workspace: string, id: string): Promise<WireRaw> {
  return await get(at(workspace, id, 'raw'))
}

export function downloadUrl(workspace: string, id: string): string {
  return at(workspace, id, 'download')
}
