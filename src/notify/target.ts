import { BlockList, isIP } from 'node:net'
import { RuntruthError } from '../errors.ts'

/**
 * Where messages may go. `public`: over https, to addresses of the open internet only; whoever may add a webhook must not
 * reach what stands behind the firewall through us. `any`: for development, tests and receivers inside one's own network.
 */
export const WEBHOOK_TARGETS = ['public', 'any'] as const
export type WebhookTargets = (typeof WEBHOOK_TARGETS)[number]

const SETTING = 'Set RUNTRUTH_WEBHOOK_TARGETS=any to allow it.'

/** Throws `invalid_input` for what could never be sent to. Names are looked up, and their addresses judged, when it is sent. */
export function readTarget(text: string, targets: WebhookTargets): string {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || !['https:', 'http:'].includes(url.protocol))
    throw refused(text, 'Expected an address such as https://hooks.example/runtruth.')
  if (url.username !== '' || url.password !== '')
    throw refused(text, 'Expected it without a user and a password; the signature says who sends.')
  if (targets === 'any') return url.href
  if (url.protocol !== 'https:') throw refused(text, `Expected https: operations are not sent in the clear. ${SETTING}`)
  const host = hostOf(url)
  if (host === 'localhost' || host.endsWith('.localhost') || (isIP(host) !== 0 && !isPublicAddress(host)))
    throw refused(text, `Expected an address of the open internet, not of this machine or a private network. ${SETTING}`)
  return url.href
}

/** Without the brackets of an IPv6 address. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1')
}

/** What must not be sent to because of what it is, and what it would have to be. */
export class ForbiddenTarget extends Error {}

export function requirePublicAddress(host: string, address: string): void {
  if (isPublicAddress(address)) return
  throw new ForbiddenTarget(
    host === address
      ? `${host} is not an address of the open internet. ${SETTING}`
      : `${host} leads to ${address}, which is not an address of the open internet. ${SETTING}`,
  )
}

export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !NOT_PUBLIC.check(address, 'ipv4')
    case 6:
      // Of all of IPv6 only 2000::/3 has been given out; mapped, translated, local and multicast ones lie outside it.
      return GLOBAL_UNICAST.check(address, 'ipv6') && !NOT_PUBLIC.check(address, 'ipv6')
    default:
      return false
  }
}

const GLOBAL_UNICAST = new BlockList()
GLOBAL_UNICAST.addSubnet('2000::', 3, 'ipv6')

/** The special-purpose registries of IANA. */
const NOT_PUBLIC = new BlockList()
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  NOT_PUBLIC.addSubnet(network, prefix, 'ipv4')
for (const [network, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  // 6to4 carries an IPv4 address of anybody's choice.
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  NOT_PUBLIC.addSubnet(network, prefix, 'ipv6')

function refused(text: string, expected: string): RuntruthError {
  return new RuntruthError('invalid_input', `url is ${JSON.stringify(text.slice(0, 200))}. ${expected}`, {
    issues: [{ in: 'body', field: 'url', detail: expected }],
  })
}
