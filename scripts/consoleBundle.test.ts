import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { build } from 'vite'

const MOST_BYTES = 120 * 1024
const configFile = fileURLToPath(new URL('../vite.config.ts', import.meta.url))

test('the first load of the console is at most 120 KB gzip of JavaScript', async () => {
  // As it is published: a test's own environment would bring React's development build along.
  const define = { 'process.env.NODE_ENV': JSON.stringify('production') }
  const built = await build({ configFile, mode: 'production', define, logLevel: 'error', build: { write: false } })
  const chunks = (Array.isArray(built) ? built.flatMap(({ output }) => output) : 'output' in built ? built.output : []).filter(
    (file) => file.type === 'chunk',
  )
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]))
  const first = new Set<string>()
  const need = (name: string): void => {
    if (first.has(name)) return
    first.add(name)
    for (const imported of byName.get(name)?.imports ?? []) need(imported)
  }
  for (const { fileName, isEntry } of chunks) if (isEntry) need(fileName)
  expect(first.size).toBeGreaterThan(0)
  const bytes = [...first].map((name) => gzipSync(byName.get(name)?.code ?? '', { level: 9 }).byteLength)
  expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(MOST_BYTES)
}, 60_000)
