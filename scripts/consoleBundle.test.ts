import { fileURLToPath } from 'node:url'
import { expect, test, vi } from 'vitest'
import { build } from 'vite'
import { BUNDLES, firstLoadBytes } from './bundleSizes.ts'

const configFile = fileURLToPath(new URL('../vite.config.ts', import.meta.url))

test('the first load of the console is at most 120 KB gzip of JavaScript', async () => {
  // As it is published: a test's own environment would bring development builds along.
  vi.stubEnv('NODE_ENV', 'production')
  const bytes = firstLoadBytes(await build({ configFile, mode: 'production', logLevel: 'error', build: { write: false } }))
  expect(bytes).toBeGreaterThan(0)
  expect(bytes).toBeLessThanOrEqual(BUNDLES.console.mostBytes)
}, 60_000)
