import type { QueueApp } from './queueApp.ts'

/** Each brings its queue's own client, which a process loads only for the one that it is of. */
const APPS = {
  'pg-boss': async () => (await import('./pgBossApp.ts')).pgBossApp,
  'BullMQ on Redis': async () => (await import('./bullmqApp.ts')).bullmqApp((redis) => ({ redis })),
  'BullMQ on PostgreSQL': async () => (await import('./bullmqApp.ts')).bullmqApp((postgres) => ({ postgres })),
  'Graphile Worker': async () => (await import('./graphileApp.ts')).graphileApp,
} as const satisfies Record<string, () => Promise<QueueApp>>

export type AppName = keyof typeof APPS
// Object.keys forgets the names it was given.
export const APP_NAMES = Object.keys(APPS) as AppName[]

export async function loadApp(app: AppName): Promise<QueueApp> {
  return await APPS[app]()
}

/** What a process of its own is told: as one argument, or in the environment. */
export interface AppAt {
  readonly app: AppName
  readonly connection: string
  /** Of its source; absent where it is the only one. */
  readonly source?: string
}
