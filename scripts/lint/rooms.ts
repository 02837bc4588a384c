/**
 * The plan of the house: which room may use which. Arrows never run back. A room missing here is refused by lint, so
 * that a new folder is given its place before it is used.
 */
export interface Room {
  /** Rooms whose every module may be imported. */
  readonly uses: readonly string[]
  /** Single modules of other rooms: contracts and front doors. */
  readonly doors?: readonly string[]
  /** Rooms that may be imported with `import type` only. */
  readonly typesOf?: readonly string[]
  /** True: no packages and no `node:` modules either. */
  readonly sealed?: boolean
}

/** Stand beside the rest and know none of it; among themselves only cycles are refused, by another rule. */
const side = ['db', 'access', 'clock', 'duration', 'errors', 'log', 'shared']
const carrier = 'src/sources/carrier.ts'
const sourceContract = 'src/sources/contract.ts'
const mirror = ['src/sources/mirror/createMirror.ts', 'src/sources/mirror/ledgerWord.ts']
const adapterContract = 'src/reconcile/adapters/contract.ts'
const core = ['truth', 'ledger', 'work', 'sources', 'track', 'reconcile', 'notify', 'operations', ...side]

export const ROOMS: Readonly<Record<string, Room>> = {
  truth: { uses: [], sealed: true },
  clock: { uses: [] },
  duration: { uses: ['errors'] },
  errors: { uses: [] },
  log: { uses: ['errors'] },
  shared: { uses: ['clock'] },
  db: { uses: side },
  access: { uses: side },
  signin: { uses: side },
  ledger: { uses: ['truth', ...side] },
  sources: { uses: ['truth', 'ledger', ...side] },
  work: { uses: ['truth', 'ledger', ...side], doors: [carrier, sourceContract, ...mirror] },
  track: { uses: ['truth', 'ledger', 'work', 'sources', ...side] },
  reconcile: { uses: ['truth', 'ledger', ...side], doors: [carrier] },
  notify: { uses: ['truth', 'ledger', ...side] },
  operations: { uses: ['truth', 'ledger', 'work', 'sources', ...side], doors: [adapterContract] },
  http: { uses: [...core, 'signin'] },
  app: { uses: [...core, 'signin', 'http'] },
  cli: { uses: [...core, 'signin', 'app'], doors: ['src/http/index.ts'] },
  index: { uses: [...core, 'signin', 'http', 'app'] },
  web: { uses: ['truth'], typesOf: ['http'] },
}

/** The room of a project path, or null outside the house (tests, scripts, benchmarks, examples, files of the root). */
export function roomOf(path: string): string | null {
  const [top, next] = path.split('/')
  if (top === 'web') return 'web'
  if (top !== 'src' || next === undefined) return null
  return next.replace(/(\.test)?\.tsx?$/, '')
}
