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
  defineOperation({ type: 'licence.report', label: 'Licence report', run: async () => await Promise.resolve() }),
]
