import { fileURLToPath } from 'node:url'
import type { InlineConfig } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))

/** The console as the server draws it: one module with all it needs, so that whoever installs the product installs no React. */
export const drawingBundle: InlineConfig = {
  configFile: false,
  root,
  // Libraries that tell themselves from a server's components: all of this is one, and nothing is lost.
  logLevel: 'error',
  publicDir: false,
  define: { 'process.env.NODE_ENV': JSON.stringify('production') },
  ssr: { noExternal: true },
  build: {
    ssr: 'web/console/drawn/drawing.tsx',
    outDir: 'dist/drawn',
    target: 'node22',
    minify: true,
    rolldownOptions: { output: { format: 'es', entryFileNames: 'drawing.js' } },
  },
}
