import { fileURLToPath } from 'node:url'
import type { InlineConfig } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))

/** The custom element as one module that imports nothing, for any page. */
export const activityBundle: InlineConfig = {
  configFile: false,
  root,
  logLevel: 'warn',
  publicDir: false,
  build: {
    outDir: 'dist/activity',
    target: 'es2022',
    // Those that know light-dark(), which follows the colour scheme of the host's own page.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    // A library keeps its white space unless it is told so here.
    rolldownOptions: { output: { minify: true } },
    lib: { entry: 'web/activity/RuntruthActivity.ts', formats: ['es'], fileName: () => 'index.js' },
  },
}
