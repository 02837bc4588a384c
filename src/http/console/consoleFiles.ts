import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, extname, join } from 'node:path'
import { packagedMigrationsDir } from '../../db/migrationFiles.ts'
import type { Drawn } from './drawing.ts'
import type { PageBegun } from './drawPage.ts'

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

const HTML = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': POLICY } as const

/** Their names carry a digest of their content, so what was once fetched never changes. */
const FOR_EVER = 'public, max-age=31536000, immutable'

export interface ConsoleFiles {
  /** The console's one page, for any of its addresses; undefined when it has not been built. */
  page(): Response | undefined
  /** The same with what is drawn into it. */
  drawnPage(begun: PageBegun): Response | undefined
  /** A file beside the page, by its path after the mount; undefined when there is none. */
  file(path: string): Response | undefined
}

/** The built console that comes with this package, read once: there is little of it, and no path of a request reaches the disk. */
export function readConsoleFiles(base: string): ConsoleFiles {
  const directory = builtConsole('web')
  if (!existsSync(join(directory, 'index.html'))) return { page: () => undefined, drawnPage: () => undefined, file: () => undefined }
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
  const begin = [...files.keys()].find((path) => /^\/assets\/begin-[\w-]+\.js$/.test(path))
  const frame = begin === undefined ? blank : shownFirst(blank, escapeAttribute(base) + begin)
  return {
    page: () => new Response(blank, { headers: { ...HTML, 'cache-control': 'no-cache' } }),
    // With operations in it, it is as private as the answers it is drawn from, which are kept nowhere.
    drawnPage: (begun) => new Response(streamed(frame, begun), { headers: { ...HTML, 'cache-control': 'no-store' } }),
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

/** The page with the scripts that make it live named only, for the script that fetches them once it is on the screen. */
function shownFirst(blank: string, begin: string): string {
  const preload: string[] = []
  return blank
    .replaceAll(/^ *<link rel="modulepreload"[^>]* href="([^"]+)">\n/gm, (_, href: string) => {
      preload.push(href)
      return ''
    })
    .replace(
      /<script type="module"([^>]*) src="([^"]+)">/,
      (_, how: string, main: string) =>
        `<script type="module"${how} src="${begin}" data-main="${main}" data-preload="${preload.join(' ')}">`,
    )
}

const PLACE = '<div id="console"></div>'

/** Its beginning at once, with the styles it names; what is drawn when it is there. */
function streamed(frame: string, { theme, drawn }: PageBegun): ReadableStream<Uint8Array> {
  const themed = theme === '' ? frame : frame.replace('<html ', `<html data-theme="${escapeAttribute(theme)}" `)
  const [head = '', foot = ''] = themed.split(PLACE)
  const bytes = new TextEncoder()
  return new ReadableStream({
    start: (page) => page.enqueue(bytes.encode(head)),
    pull: async (page) => {
      const body = await drawn
      page.enqueue(bytes.encode((body === null ? PLACE : place(body)) + foot))
      page.close()
    },
  })
}

function place({ html, asleep, data }: Drawn): string {
  return [
    `<p id="asleep" role="status">${escapeText(asleep)}</p>`,
    `<div id="console">${html}</div>`,
    `<script type="application/json" id="told">${data}</script>`,
  ].join('\n    ')
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}

function escapeAttribute(text: string): string {
  return escapeText(text).replaceAll('"', '&quot;')
}
