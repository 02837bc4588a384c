import { z } from 'zod'
import { defineOperation } from '../../src/work/defineOperation.ts'

const lifecycle = { queuedWindow: '10m', runningWindow: '30m' }

/** Types for the edge to start; no worker of these tests ever runs them. */
export const OPERATIONS = [
  defineOperation({
    type: 'inventory.sync',
    label: 'Inventory sync',
    lifecycle,
    input: z.strictObject({ path: z.string() }),
    identity: ({ path }) => [path],
    retry: 'safe',
    run: async () => {},
  }),
  defineOperation({
    type: 'index.rebuild',
    label: 'Index rebuild',
    lifecycle,
    exclusive: true,
    input: z.strictObject({ full: z.boolean().optional() }),
    run: async () => {},
  }),
  defineOperation({
    type: 'files.inventory',
    label: 'File inventory',
    lifecycle,
    input: z.strictObject({ path: z.string() }),
    run: async () => {},
  }),
  defineOperation({ type: 'members.sweep', label: 'Members sweep', lifecycle, requires: 'members.manage', run: async () => {} }),
]
