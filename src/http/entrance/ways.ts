import { z } from '@hono/zod-openapi'
import { hasAnybodyAWayIn } from '../../signin/hasAnybodyAWayIn.ts'
import type { WireSignInWays } from '../contract.ts'
import { answer, nothing } from '../route.ts'
import { entranceRoute, requireReady } from './entranceRoute.ts'

const waysSchema = z
  .object({
    password: z.boolean(),
    oidc: z.array(z.object({ id: z.string(), label: z.string().openapi({ description: 'For its button.' }) })),
    setUpPending: z.boolean().openapi({ description: 'Nobody has a way in yet: the invitation printed at the start leads to /setup.' }),
  })
  .openapi('SignInWays') satisfies z.ZodType<WireSignInWays>

export const ways = entranceRoute({
  method: 'get',
  path: '/api/v1/sign-in',
  name: 'getSignInWays',
  summary: 'Which ways lead in',
  body: nothing,
  answers: { 200: { description: 'The ways.', content: { 'application/json': { schema: waysSchema } } } },
  problems: {},
  handle: async ({ signIn, services, attempts, address }) => {
    requireReady(signIn)
    await attempts.start(address)
    const told: WireSignInWays = {
      password: true,
      oidc: signIn.providers.map(({ id, label }) => ({ id, label })),
      setUpPending: !(await hasAnybodyAWayIn(services.db)),
    }
    return answer(200, told)
  },
})
