import { createHash } from 'node:crypto'
import { ensureWorkspace, isRuntruthError, startFor, type RuntruthConfig } from 'runtruth'
import { filesBackup } from './filesBackup.ts'
import { filesInventory } from './filesInventory.ts'
import { join } from 'node:path'
import { PROJECT } from './places.ts'

type Services = Parameters<NonNullable<RuntruthConfig['onReady']>>[0]

const WORKSPACE = 'demo'

/**
 * A workspace with two tenants and something going on in it. Called at every start: what is there stays, and only the
 * inventories begin anew, so that there is always an operation to watch and a worker to kill.
 */
export async function seed(services: Services): Promise<void> {
  const [dana] = await ensureWorkspace(services, {
    slug: WORKSPACE,
    name: 'Demo',
    tenants: [
      { slug: 'contoso', name: 'Contoso' },
      { slug: 'fabrikam', name: 'Fabrikam' },
    ],
    members: [{ email: 'dana@demo.example', name: 'Dana', role: 'owner' }],
  })
  if (!dana) return

  async function start(type: string, tenant: string | null, input: unknown, once?: string): Promise<void> {
    try {
      const key = once === undefined ? {} : { idempotencyKey: onceFor(once, input) }
      await startFor(services, type, { workspace: WORKSPACE, tenant, input, initiator: dana ?? { id: '', name: '' }, ...key })
    } catch (error) {
      // One that is still at it, from the start before, is as good.
      if (!isRuntruthError(error, 'scope_busy')) throw error
    }
  }

  await start(filesInventory.type, 'contoso', { path: join(PROJECT, 'node_modules', 'zod') })
  await start(filesInventory.type, 'fabrikam', { path: join(PROJECT, 'node_modules', 'hono') })
  await start(filesBackup.type, 'contoso', { path: join(PROJECT, 'src') }, 'backup')
  await start('report.compose', null, {}, 'report')
  // It is on a schedule as well; once at the beginning shows that it is there.
  await start('ledger.prune', null, {}, 'prune')
}

/** The project may have moved since: another path is another request, and a key is good for one. */
function onceFor(what: string, input: unknown): string {
  return `demo ${what} ${createHash('sha256').update(JSON.stringify(input)).digest('hex').slice(0, 12)}`
}
