import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { build } from 'vite'
import { activityBundle } from './activityBundle.ts'

const MOST_BYTES = 15 * 1024

test('the activity element is one module that imports nothing, of at most 15 KB gzip', async () => {
  const built = await build({ ...activityBundle, build: { ...activityBundle.build, write: false } })
  const files = Array.isArray(built) ? built.flatMap(({ output }) => output) : []
  const [chunk] = files
  expect(files).toHaveLength(1)
  if (chunk?.type !== 'chunk') throw new Error('The bundle has no code.')
  expect(chunk.imports).toEqual([])
  expect(gzipSync(chunk.code, { level: 9 }).byteLength).toBeLessThanOrEqual(MOST_BYTES)
}, 60_000)
