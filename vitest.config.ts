import { defineConfig } from 'vitest/config'

/** An example imports `runtruth` as a host does; here that is the source, not a build that may be old. */
const resolve = { conditions: ['runtruth-source'] }
const ssr = { resolve: { conditions: ['runtruth-source'] } }

export default defineConfig({
  test: {
    projects: [
      {
        resolve,
        ssr,
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'scripts/**/*.test.ts', 'web/**/*.test.ts', 'examples/**/*.test.ts', 'test/house/*.test.ts'],
        },
      },
      {
        resolve,
        ssr,
        test: {
          name: 'db',
          include: ['test/**/*.test.ts'],
          exclude: ['test/crash/**', 'test/examples/**', 'test/house/**', 'test/package/**', 'test/e2e/**'],
          // Both cores: the tests wait for the database more than they compute.
          maxWorkers: 2,
          globalSetup: ['test/support/globalPostgres.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve,
        ssr,
        test: {
          name: 'crash',
          include: ['test/crash/**/*.test.ts', 'test/examples/**/*.test.ts'],
          globalSetup: ['test/support/globalPostgres.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        resolve,
        ssr,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/support/globalPostgres.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // A page on a busy machine takes longer than the second that is asked for by default.
          expect: { poll: { timeout: 20_000 } },
          // Both cores, as for the database: a stage of its own for each file, and pages that wait more than they compute.
          maxWorkers: 2,
        },
      },
      {
        resolve,
        ssr,
        test: {
          name: 'screenshots',
          include: ['test/e2e/screenshots.ts'],
          globalSetup: ['test/support/globalPostgres.ts'],
          testTimeout: 240_000,
          hookTimeout: 120_000,
        },
      },
      { test: { name: 'package', include: ['test/package/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 300_000 } },
    ],
  },
})
