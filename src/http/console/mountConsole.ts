import { join } from 'node:path'
import type { Hono } from 'hono'
import type { Clock } from '../../clock.ts'
import { RuntruthError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import type { Environment } from '../peer.ts'
import { builtConsole, readConsoleFiles } from './consoleFiles.ts'
import { loadDrawing } from './drawing.ts'
import { createDrawer } from './drawPage.ts'

/** Addresses of the console, all answered by its one page; the console itself tells what is at each of them. */
const PAGES = ['/', '/login', '/setup', '/admin', '/admin/*']
/** Drawn here where that can be done, so that it is on the screen at once. */
const HUB = '/admin/workspaces/:workspace/operations'

interface ConsoleOptions {
  /** Where clients reach this, with the path it is mounted under; empty: at the root of wherever. */
  readonly publicUrl: string
  readonly clock: Clock
  readonly log: Log
}

/** The path of the public address, without a slash at its end: what stands before every address of the console. */
export function mountPath(publicUrl: string): string {
  return publicUrl === '' ? '' : new URL(publicUrl).pathname.replace(/\/+$/, '')
}

export function mountConsole(app: Pick<Hono<Environment>, 'get' | 'fetch'>, { publicUrl, clock, log }: ConsoleOptions): void {
  const base = mountPath(publicUrl)
  const files = readConsoleFiles(base)
  const drawing = loadDrawing(join(builtConsole('drawn'), 'drawing.js')).catch((error: unknown) => {
    log.warn({ err: error }, 'the console cannot be drawn here; browsers draw it')
    return undefined
  })
  const draw = createDrawer({ drawing, base, clock, log })
  const built = (page: Response | undefined) => {
    if (page) return page
    throw new RuntruthError('not_found', 'The console has not been built here. Build it with: npm run build')
  }
  app.get(HUB, async (c) => {
    const environment = { peer: c.env.peer, page: { entered: new Map() } }
    const begun = await draw(c.req.raw, async (path) => await app.fetch(questionOf(c.req.raw, path), environment))
    return built(begun ? files.drawnPage(begun) : files.page())
  })
  for (const path of PAGES) app.get(path, () => built(files.page()))
  app.get('/assets/*', (c) => files.file(c.req.path) ?? c.notFound())
  app.get('/favicon.svg', (c) => files.file(c.req.path) ?? c.notFound())
}

/** As the browser that asks for the page would ask it. */
function questionOf({ url, headers }: Request, path: string): Request {
  const asked = new Headers(headers)
  asked.set('accept', 'application/json')
  return new Request(new URL(path, url), { headers: asked })
}
