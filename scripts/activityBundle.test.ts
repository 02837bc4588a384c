import { expect, test } from 'vitest'
import { build } from 'vite'
import { activityBundle } from './activityBundle.ts'
import { BUNDLES, firstLoadBytes, outputOf } from './bundleSizes.ts'

test('the activity element is one module that imports nothing, of at most 15 KB gzip', async () => {
  const built = await build({ ...activityBundle, build: { ...activityBundle.build, write: false } })
  const files = outputOf(built)
  const [chunk] = files
  expect(files).toHaveLength(1)
  if (chunk?.type !== 'chunk') throw new Error('The bundle has no code.')
  expect(chunk.imports).toEqual([])
  expect(firstLoadBytes(built)).toBeLessThanOrEqual(BUNDLES.activity.mostBytes)
}, 60_000)
