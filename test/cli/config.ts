import { createTempDir, type TempDir } from '../support/tempDir.ts'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const INDEX = fileURLToPath(new URL('../../src/index.ts', import.meta.url))
const ZOD = import.meta.resolve('zod')

/** Operations that end as their input says, in no time. */
const CONFIG = `
import { defineConfig, defineOperation, OperationFailure } from '${INDEX}'
import { z } from '${ZOD}'
export default defineConfig({
  operations: [
    defineOperation({
      type: 'shelf.count',
      label: 'Shelf count',
      lifecycle: { queuedWindow: '10m', runningWindow: '30m' },
      retry: 'safe',
      input: z.object({ shelves: z.number().default(3), fail: z.boolean().default(false), name: z.string().default('') }),
      identity: ({ name }) => [name],
      async run({ input, progress }) {
        for (let processed = 0; processed <= input.shelves; processed += 1) progress({ processed, total: input.shelves })
        if (input.fail) throw new OperationFailure('shelf_missing', 'One shelf is missing')
        return { counts: { processed: input.shelves, total: input.shelves } }
      },
    }),
  ],
})
`

/** A directory with such a runtruth.config.ts, to run the command line in. */
export async function createConfigDir(): Promise<TempDir> {
  const directory = await createTempDir('config')
  await writeFile(join(directory.path, 'runtruth.config.ts'), CONFIG)
  return directory
}
