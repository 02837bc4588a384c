import { gzipSync } from 'node:zlib'
import type { build } from 'vite'

type Built = Awaited<ReturnType<typeof build>>

const KB = 1_024

/** What a browser loads before it shows anything, and the most it may weigh. The build prints it, and the tests hold it. */
export const BUNDLES = {
  console: { name: 'console, first load', mostBytes: 120 * KB },
  activity: { name: 'activity element', mostBytes: 15 * KB },
} as const

/** Gzipped bytes of the scripts that every entry needs at once: what is asked for later is not among them. */
export function firstLoadBytes(built: Built): number {
  const chunks = outputOf(built).filter((file) => file.type === 'chunk')
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]))
  const first = new Set<string>()
  const need = (name: string): void => {
    if (first.has(name)) return
    first.add(name)
    for (const imported of byName.get(name)?.imports ?? []) need(imported)
  }
  for (const { fileName, isEntry } of chunks) if (isEntry) need(fileName)
  const bytes = [...first].map((name) => gzipSync(byName.get(name)?.code ?? '', { level: 9 }).byteLength)
  return bytes.reduce((sum, size) => sum + size, 0)
}

export function outputOf(built: Built) {
  return Array.isArray(built) ? built.flatMap(({ output }) => output) : 'output' in built ? built.output : []
}

export function describeSize({ name, mostBytes }: { readonly name: string; readonly mostBytes: number }, bytes: number): string {
  return `${name}: ${(bytes / KB).toFixed(1)} KB gzip of at most ${mostBytes / KB}`
}
