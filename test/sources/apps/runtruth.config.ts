import process from 'node:process'
import { defineConfig } from '../../../src/app/config.ts'
import { loadApp, type AppAt } from './apps.ts'

// The test that starts the process wrote it.
const followed = JSON.parse(process.env.FOLLOWED_APPS ?? '[]') as readonly AppAt[]

/** Follows applications. */
export default defineConfig({
  operations: [],
  sources: await Promise.all(followed.map(async ({ app, connection, source }) => (await loadApp(app)).source(connection, source))),
})
