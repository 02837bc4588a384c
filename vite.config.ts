import react from '@vitejs/plugin-react'
import tailwind from '@tailwindcss/vite'
import { defineConfig, type Plugin } from 'vite'

/** Where a console under development finds its API, and with whose token it asks. */
const api = process.env.RUNTRUTH_DEV_API ?? 'http://127.0.0.1:7420'
const token = process.env.RUNTRUTH_TOKEN

/** A browser opens six connections: the styles, without which nothing is shown, do not wait behind the scripts for one. */
const stylesFirst: Plugin = {
  name: 'styles first',
  transformIndexHtml: {
    order: 'post',
    handler: (html) => {
      const styles = html.match(/^ *<link rel="stylesheet"[^>]*>\n/gm) ?? []
      return styles.reduce((left, link) => left.replace(link, ''), html).replace(/^ *<script /m, (script) => styles.join('') + script)
    },
  },
}

export default defineConfig({
  root: 'web/console',
  // Relative: the server puts the path it is mounted under in front of them.
  base: './',
  plugins: [react(), tailwind(), stylesFirst],
  worker: { format: 'es' },
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    assetsDir: 'assets',
    // A strict policy allows no inline data.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
    rolldownOptions: { input: { index: 'web/console/index.html', begin: 'web/console/drawn/begin.ts' } },
  },
  server: {
    proxy: {
      // Not all of /api: the console's own modules of that name are served beside it.
      '^/api/(v1|auth)/': {
        target: api,
        changeOrigin: true,
        ...(token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
      },
    },
  },
})
