import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { Provider } from 'oidc-provider'

export interface Person {
  readonly email: string
  readonly email_verified?: boolean
  readonly name?: string
}

export interface LocalProvider {
  readonly issuer: string
  /** Who sits before the browser: logs in without a form, or says no. By their subject. */
  person: string | 'declines'
  readonly people: Map<string, Person>
  close(): Promise<void>
}

export const CLIENT = { clientId: 'runtruth', clientSecret: 'a secret of the provider and us' }

/** A real OpenID Connect provider on loopback, whose login form fills itself in. */
export async function startLocalProvider(redirectUri: string): Promise<LocalProvider> {
  let answer: RequestListener = (_, response) => response.writeHead(503).end()
  const server = createServer((request, response) => answer(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The provider has no port.')
  const issuer = `http://127.0.0.1:${address.port}`
  const people = new Map<string, Person>()
  const local: LocalProvider = {
    issuer,
    person: 'declines',
    people,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' })
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT.clientId,
        client_secret: CLIENT.clientSecret,
        redirect_uris: [redirectUri],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    jwks: { keys: [{ ...key, kid: randomUUID(), use: 'sig', alg: 'RS256' }] },
    cookies: { keys: ['only for the tests'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, ...people.get(sub) }) }),
    // Staff consented when they were hired.
    loadExistingGrant: async ({ oidc }) => {
      const grant = new provider.Grant({ clientId: CLIENT.clientId, accountId: String(oidc.session?.accountId) })
      grant.addOIDCScope('openid email profile')
      await grant.save()
      return grant
    },
    ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, IdToken: 600 },
  })
  const oidc = provider.callback()
  answer = (request, response) => {
    if (request.url?.startsWith('/interaction/') !== true) return void oidc(request, response)
    const result = local.person === 'declines' ? { error: 'access_denied' } : { login: { accountId: local.person } }
    void provider.interactionFinished(request, response, result)
  }
  return local
}

/** A browser at the provider: follows its redirects with its cookies until it is sent somewhere else. Answers with that address. */
export async function browseThrough(start: string): Promise<URL> {
  const { origin } = new URL(start)
  const jar = new Map<string, string>()
  let url = new URL(start)
  for (let hops = 0; hops < 10; hops += 1) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(url, { redirect: 'manual', headers: { cookie } })
    const location = response.headers.get('location')
    if (location === null) throw new Error(`${url.href} answered ${response.status}: ${(await response.text()).slice(0, 500)}`)
    for (const set of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (set.split(';')[0] ?? '').split('=', 2)
      jar.set(name, value)
    }
    url = new URL(location, url)
    if (url.origin !== origin) return url
  }
  throw new Error(`${start} redirects for ever.`)
}
