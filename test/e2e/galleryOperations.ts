import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { defineOperation } from '../../src/work/defineOperation.ts'

/** Types with every kind of input a form has to show. */
export const operations = [
  defineOperation({
    type: 'inventory.sync',
    label: 'Inventory sync',
    lifecycle: { queuedWindow: '10m', runningWindow: '30m' },
    retry: 'safe',
    input: z.object({
      path: z.string().min(1).describe('Directory to read'),
      depth: z.int().min(1).max(20).default(5),
      mode: z.enum(['full', 'changed']).default('full'),
      dryRun: z.boolean().optional(),
    }),
    run: async () => await Promise.resolve(),
  }),
  defineOperation({
    type: 'mailbox.migration',
    label: 'Mailbox migration',
    lifecycle: { queuedWindow: '10m', runningWindow: '30m', reportsEvery: '30s' },
    retry: 'safe',
    input: z.object({ mailboxes: z.int().min(1).max(10_000).default(3_000).describe('How many to move') }),
    run: async ({ input, progress, signal }) => {
      for (let processed = 0; processed < input.mailboxes && !signal.aborted; processed += 1) {
        progress({ processed, total: input.mailboxes })
        await delay(100, undefined, { signal }).catch(() => {})
      }
      return { counts: { processed: input.mailboxes, total: input.mailboxes } }
    },
  }),
  defineOperation({ type: 'licence.report', label: 'Licence report', run: async () => await Promise.resolve() }),
]
