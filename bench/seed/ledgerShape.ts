/**
 * A ledger as a large installation would have it after two months: one workspace far larger than the others, ids of all
 * workspaces interleaved as they are when many work at once, most of it ended well, a little open, a little failed.
 */
export const RUNS = 1_000_000
export const WORKSPACES = 200
/** Slug of the big one. */
export const BIG = 'workspace-1'
/** Of the big one; the rest is shared out by rank, so that the last has a few hundred runs. */
const BIG_WORKSPACE_RUNS = 200_000
export const TENANTS_OF_BIG = 40
export const TENANTS_OF_OTHERS = 5
export const WORKERS = 8
/** Of the newest this many, one in four is still open. */
export const NEWEST = 20_000

export const TYPES = [
  'inventory.sync',
  'files.backup',
  'report.monthly',
  'mail.digest',
  'catalog.import',
  'billing.close',
  'search.reindex',
  'users.provision',
  'policy.snapshot',
  'audit.archive',
] as const
/** Of every 500 runs one is composite, and the five after it are its parts. */
export const COMPOSITE_TYPE = 'report.bundle'
export const PART_TYPE = 'report.piece'
export const ALL_TYPES = [...TYPES, COMPOSITE_TYPE, PART_TYPE]

/** Upper bounds of the workspaces over 0 … RUNS-1, in order. */
export function workspaceBounds(): number[] {
  const weights = Array.from({ length: WORKSPACES - 1 }, (_, rank) => 1 / (rank + 1) ** 0.8)
  const sum = weights.reduce((a, b) => a + b, 0)
  const bounds = [0, BIG_WORKSPACE_RUNS]
  let reached = BIG_WORKSPACE_RUNS
  for (const weight of weights.slice(0, -1)) {
    reached += Math.round(((RUNS - BIG_WORKSPACE_RUNS) * weight) / sum)
    bounds.push(reached)
  }
  return bounds
}
