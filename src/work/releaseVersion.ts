import { createRequire } from 'node:module'

/** The version of this package, as installed; told to whoever looks at the workers. */
export function releaseVersion(): string {
  const manifest: unknown = createRequire(import.meta.url)('../../package.json')
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest && typeof manifest.version === 'string'
    ? manifest.version
    : 'unknown'
}
