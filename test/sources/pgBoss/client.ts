import type { ConstructorOptions, PgBoss } from 'pg-boss'

/** Releases of the client that an application may have; each creates its own schema. */
export const RELEASES = ['12', '12-33', '11', '10'] as const
export type Release = (typeof RELEASES)[number]

const PACKAGES: Readonly<Record<Release, string>> = { '12': 'pg-boss', '12-33': 'pg-boss-12-33', '11': 'pg-boss-11', '10': 'pg-boss-10' }

/** Its own client, unmodified. What the stand uses of it is the same in all of them. */
export async function openClient(release: Release, options: ConstructorOptions): Promise<PgBoss> {
  // The class was the default export before it had a name.
  const loaded = (await import(PACKAGES[release])) as { PgBoss?: typeof PgBoss; default: typeof PgBoss }
  const boss = new (loaded.PgBoss ?? loaded.default)(options)
  // A server that is restarted is met by all of its timers.
  boss.on('error', () => {})
  await boss.start()
  return boss
}
