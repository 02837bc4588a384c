import process from 'node:process'
import { defineConfig } from '../../../src/app/config.ts'
import { loadApp, type AppAt } from './apps.ts'

// The test that starts the process wrote it.
const { app, connection } = JSON.parse(process.env.FOLLOWED_APP ?? '{}') as AppAt

const { source } = await loadApp(app)

/** Follows one application. */
export default defineConfig({ operations: [], sources: [source(connection)] })
