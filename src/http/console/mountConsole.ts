import type { Hono } from 'hono'
import { RuntruthError } from '../../errors.ts'
import type { Environment } from '../peer.ts'
import { readConsoleFiles } from './consoleFiles.ts'

/** Addresses of the console, all answered by its one page; the console itself tells what is at each of them. */
const PAGES = ['/', '/login', '/setup', '/admin', '/admin/*']

/** The path of the public address, without a slash at its end: what stands before every address of the console. */
export function mountPath(publicUrl: string): string {
  return publicUrl === '' ? '' : new URL(publicUrl).pathname.replace(/\/+$/, '')
}

export function mountConsole(app: Pick<Hono<Environment>, 'get'>, publicUrl: string): void {
  const files = readConsoleFiles(mountPath(publicUrl))
  const page = () => {
    const found = files.page()
    if (found) return found
    throw new RuntruthError('not_found', 'The console has not been built here. Build it with: npm run build')
  }
  for (const path of PAGES) app.get(path, page)
  app.get('/assets/*', (c) => files.file(c.req.path) ?? c.notFound())
  app.get('/favicon.svg', (c) => files.file(c.req.path) ?? c.notFound())
}
