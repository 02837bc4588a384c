import process from 'node:process'
import { createRuntruth, type Capability } from 'runtruth'
import { personById, personOfCookie, personOfToken } from './people.ts'
import { stockCount } from './stockCount.ts'

export const WORKSPACE = 'acme'
/** Where this product has put Runtruth. */
export const MOUNT = '/runtruth'

const LOOK: readonly Capability[] = ['operations.view']
const ACT: readonly Capability[] = [...LOOK, 'operations.start', 'operations.cancel', 'operations.retry']

export const rt = await createRuntruth({
  database: process.env['SHELVES_DATABASE'] ?? '',
  operations: [stockCount],
  publicUrl: `${process.env['SHELVES_URL'] ?? 'http://127.0.0.1:7420'}${MOUNT}`,
  authorize: async ({ request, initiator, workspace }) => {
    if (workspace !== WORKSPACE) return null
    // A token of the page may look; somebody with a session, and whom a worker acts for, may do more.
    const looker = personOfToken(request?.headers.get('authorization') ?? null)
    const person = looker ?? (request ? personOfCookie(request.headers.get('cookie')) : personById(initiator?.id))
    if (!person) return null
    return await Promise.resolve({
      principal: { kind: 'user', id: person.id, name: person.name },
      capabilities: new Set(looker ? LOOK : ACT),
      tenants: new Set([person.tenant]),
    })
  },
})
