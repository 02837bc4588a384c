/**
 * Serves a workspace that holds an operation in every state, for whoever works on the console:
 * `node --conditions=runtruth-source test/e2e/galleryMain.ts 7421` prints where it is and a token.
 */
import process from 'node:process'
import pg from 'pg'
import { CAPABILITIES, SYSTEM, type Principal } from '../../src/access/actor.ts'
import { findPlace, systemScope } from '../../src/access/grants.ts'
import { createToken } from '../../src/access/tokens.ts'
import { composeServices } from '../../src/app/composeServices.ts'
import { ensureWorkspace } from '../../src/app/ensureWorkspace.ts'
import { startEmbeddedPostgres } from '../../src/db/embedded/startEmbeddedPostgres.ts'
import { migrate } from '../../src/db/migrate.ts'
import { createHttpHandler, serveHttp } from '../../src/http/index.ts'
import { silentLog } from '../../src/log.ts'
import { createTempDir } from '../support/tempDir.ts'
import { operations } from './galleryOperations.ts'
import { beat, hangGallery } from './gallery.ts'
import { hangWebhooks } from './galleryWebhooks.ts'

const port = Number(process.argv[2] ?? 7421)
const { path: dataDir, remove } = await createTempDir('gallery')
const postgres = await startEmbeddedPostgres({ dataDir, settings: { fsync: 'off' } })
await migrate({ url: postgres.url })
const { services, close } = composeServices({ url: postgres.url, operations, log: silentLog })
const [dana] = await ensureWorkspace(services, {
  slug: 'acme',
  name: 'Acme',
  tenants: [
    { slug: 'contoso', name: 'Contoso' },
    { slug: 'fabrikam', name: 'Fabrikam' },
  ],
  members: [{ email: 'dana@example.com', name: 'Dana', role: 'owner' }],
})
const place = await findPlace(services.db, 'acme')
if (!place || !dana) throw new Error('The workspace was not made.')
const { secret: token } = await createToken(services.db, place, systemScope(place.workspace, SYSTEM), {
  name: 'gallery',
  capabilities: CAPABILITIES,
  tenants: null,
  user: 'dana@example.com',
})
const owner = new pg.Pool({ connectionString: postgres.url })
const initiator: Principal = { kind: 'user', ...dana }
const acme = {
  id: place.workspace.id,
  slug: 'acme',
  tenants: Object.fromEntries(place.tenants.map(({ slug, id }) => [slug, id])),
  owner: initiator,
  token,
}
const { succeeded } = await hangGallery(owner, acme, dana.id)
await hangWebhooks(owner, acme, succeeded)
const beating = setInterval(() => void beat(owner, acme).catch(() => {}), 1_000)
const server = await serveHttp({ handler: createHttpHandler({ services }), host: '127.0.0.1', port, log: silentLog })
process.stdout.write(`Gallery at ${server.url}, workspace acme, token ${token}\nDatabase ${postgres.url}\n`)

process.once('SIGTERM', () => void stop())
process.once('SIGINT', () => void stop())

async function stop(): Promise<void> {
  clearInterval(beating)
  await server.close()
  await owner.end()
  await close()
  await postgres.stop()
  await remove()
}
