import { bullmqSource } from '../../src/sources/bullmq/index.ts'
import type { QueueSource } from '../../src/sources/contract.ts'
import { graphileWorkerSource } from '../../src/sources/graphileWorker/index.ts'
import { pgBossSource } from '../../src/sources/pgBoss/index.ts'
import { sourceName, spaceOf, type Setup, type Survivor } from './setups.ts'

/** Where the queues are; not where the ledger is. */
export interface Stores {
  readonly redis: string
  readonly postgres: string
}

/** As its user would declare it. Unless the setup says otherwise the window is one that no job of the race reaches. */
export function sourceOf(setup: Setup, survivor: Survivor, stores: Stores): QueueSource {
  const space = spaceOf(setup, survivor)
  const common = {
    name: sourceName(setup, survivor),
    workspace: 'race',
    unmapped: 'to_workspace',
    jobs: {
      '*': { type: 'race.long', label: 'Long job', lifecycle: { queuedWindow: '10m', runningWindow: setup.runningWindow ?? '10m' } },
    },
  } as const
  const given = { queues: 'all', lockDuration: setup.lockDurationMs ?? 30_000, stalledInterval: setup.stalledIntervalMs ?? 30_000 } as const
  switch (setup.queue) {
    case 'bullmq_redis':
      return bullmqSource({ ...common, ...given, connection: { redis: stores.redis, prefix: space } })
    case 'bullmq_postgres':
      return bullmqSource({ ...common, ...given, connection: { postgres: stores.postgres, schema: space } })
    case 'pg_boss':
      return pgBossSource({ ...common, connection: stores.postgres, schema: space })
    case 'graphile':
      return graphileWorkerSource({ ...common, connection: stores.postgres, schema: space })
  }
}
