/** The product: its own pages and routes, and Runtruth under one of them. */
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { getRequestListener } from '@hono/node-server'
import { ensureWorkspace } from 'runtruth'
import { mintToken, personOfCookie, signIn } from './people.ts'
import { MOUNT, rt, WORKSPACE } from './runtruth.ts'
import { stockCount } from './stockCount.ts'

/** Nothing inline, nothing from anywhere else. The strip needs no exception. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
].join('; ')
const SHELVES = 60

const read = (file: string) => readFileSync(new URL(`page/${file}`, import.meta.url), 'utf8')
const FILES: Readonly<Record<string, readonly [type: string, text: string]>> = {
  '/': ['text/html', read('index.html')],
  '/shell.css': ['text/css', read('shell.css')],
  '/shell.js': ['text/javascript', read('shell.js')],
  '/runtruth-activity.js': ['text/javascript', readFileSync(fileURLToPath(import.meta.resolve('runtruth/activity')), 'utf8')],
}

const toRuntruth = getRequestListener(rt.fetch)

await ensureWorkspace(rt.services, { slug: WORKSPACE, name: 'Acme Shelves', tenants: [{ slug: 'contoso', name: 'Contoso' }] })
const reconciler = rt.reconciler()

const server = createServer((request, response) => {
  const { url = '/' } = request
  if (!url.startsWith(`${MOUNT}/`)) return void answer(request, response).catch(() => response.writeHead(500).end())
  request.url = url.slice(MOUNT.length)
  void toRuntruth(request, response)
})
server.listen(Number(new URL(process.env['SHELVES_URL'] ?? 'http://127.0.0.1:7420').port), '127.0.0.1', () => console.log('ready'))

async function answer({ method, url = '/', headers }: IncomingMessage, response: ServerResponse): Promise<void> {
  const person = personOfCookie(headers.cookie)
  const file = FILES[url]
  if (method === 'GET' && file) {
    if (url === '/' && !person) response.setHeader('set-cookie', signIn())
    return void response
      .writeHead(200, { 'content-type': `${file[0]}; charset=utf-8`, 'content-security-policy': POLICY, 'cache-control': 'no-cache' })
      .end(file[1])
  }
  if (!person) return void response.writeHead(401).end()
  if (method === 'POST' && url === '/activity-token')
    return void response.writeHead(200, { 'content-type': 'text/plain' }).end(mintToken(person))
  if (method === 'POST' && url === '/stock-counts') {
    const { tenant } = person
    const { created } = await rt.start(stockCount.type, { workspace: WORKSPACE, tenant, input: { shelves: SHELVES }, initiator: person })
    return void response.writeHead(created ? 201 : 200).end()
  }
  response.writeHead(404).end()
}

process.once('SIGTERM', () => {
  server.close()
  server.closeIdleConnections()
  void reconciler.stop().then(rt.close)
})
