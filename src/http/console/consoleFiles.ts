import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, extname, join } from 'node:path'
import { packagedMigrationsDir } from '../../db/migrationFiles.ts'
import type { PageDrawn } from './drawPage.ts'

/** Nothing inline, nothing from anywhere else; styles that scripts set are not restricted by it. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** Their names carry a digest of their content, so what was once fetched never changes. */
const FOR_EVER = 'public, max-age=31536000, immutable'

export interface ConsoleFiles {
  /** The console's one page, for any of its addresses, with what was drawn into it; undefined when it has not been built. */
  page(drawn: PageDrawn | null): Response | undefined
  /** A file beside the page, by its path after the mount; undefined when there is none. */
  file(path: string): Response | undefined
}

/** The built console that comes with this package, read once: there is little of it, and no path of a request reaches the disk. */
export function readConsoleFiles(base: string): ConsoleFiles {
  const directory = builtConsole('web')
  if (!existsSync(join(directory, 'index.html'))) return { page: () => undefined, file: () => undefined }
  const blank = readFileSync(join(directory, 'index.html'), 'utf8')
    .replaceAll('"./', `"${escapeAttribute(base)}/`)
    .replace('<html ', `<html data-base="${escapeAttribute(base)}" `)
  const files = new Map<string, Uint8Array<ArrayBuffer>>()
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isFile() && MEDIA_TYPES[extname(entry.name)] !== undefined) {
      files.set(path.slice(directory.length).replaceAll('\\', '/'), new Uint8Array(readFileSync(path)))
    }
  }
  return {
    page: (drawn) => {
      const headers = new Headers({ 'content-type': 'text/html; charset=utf-8', 'content-security-policy': POLICY })
      // With operations in it, it is as private as the answers it was drawn from, which are not kept anywhere.
      if (!drawn) headers.set('cache-control', 'no-cache')
      for (const cookie of drawn?.cookies ?? []) headers.append('set-cookie', cookie)
      return new Response(drawn ? drawInto(blank, drawn) : blank, { headers })
    },
    file: (path) => {
      const content = files.get(path)
      if (!content) return undefined
      return new Response(content, {
        headers: {
          'content-type': MEDIA_TYPES[extname(path)] ?? 'application/octet-stream',
          // A worker lives by the policy its own script came with, not by that of the page.
          'content-security-policy': POLICY,
          'cache-control': path.startsWith('/assets/') ? FOR_EVER : 'no-cache',
        },
      })
    },
  }
}

/** A folder of the built console that comes with this package. */
export function builtConsole(folder: string): string {
  return join(dirname(packagedMigrationsDir()), 'dist', folder)
}

const PLACE = '<div id="console"></div>'

function drawInto(blank: string, { theme, html, asleep, data }: PageDrawn): string {
  const themed = theme === '' ? blank : blank.replace('<html ', `<html data-theme="${escapeAttribute(theme)}" `)
  // A function: what is shown may contain what `replace` takes for a pattern.
  return themed.replace(PLACE, () =>
    [
      `<p id="asleep" role="status">${escapeText(asleep)}</p>`,
      `<div id="console">${html}</div>`,
      `<script type="application/json" id="told">${data}</script>`,
    ].join('\n    '),
  )
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}

function escapeAttribute(text: string): string {
  return escapeText(text).replaceAll('"', '&quot;')
}
