import { setTimeout as delay } from 'node:timers/promises'
import { defineConfig } from '../../src/app/config.ts'
import { defineOperation } from '../../src/work/defineOperation.ts'

/** Works until it is stopped, and says so a few times a second. */
export const enduring = defineOperation({
  type: 'bench.enduring',
  label: 'Enduring',
  lifecycle: { queuedWindow: '10m', runningWindow: '1h' },
  run: async ({ progress, signal }) => {
    for (let processed = 0; !signal.aborted; processed += 1) {
      progress({ processed })
      await delay(200, undefined, { signal }).catch(() => {})
    }
  },
})

export default defineConfig({ operations: [enduring] })
