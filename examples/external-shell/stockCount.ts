import { setTimeout as delay } from 'node:timers/promises'
import { defineOperation } from 'runtruth'
import { z } from 'zod'

/** Stands for a slow scanner: a shelf takes its time. */
const SHELF_MS = 400

export const stockCount = defineOperation({
  type: 'stock.count',
  label: 'Count the stock',
  lifecycle: { queuedWindow: '1m', runningWindow: '3m', reportsEvery: '10s' },
  input: z.object({ shelves: z.int().min(1).max(500) }),
  // Asked for again while it is under way, it is the same count.
  identity: () => ['stock'],
  retry: 'safe',
  async run({ input: { shelves }, progress, signal }) {
    for (let shelf = 1; shelf <= shelves; shelf += 1) {
      await delay(SHELF_MS, undefined, { signal })
      progress({ processed: shelf, total: shelves })
    }
    return { counts: { processed: shelves, total: shelves } }
  },
})
