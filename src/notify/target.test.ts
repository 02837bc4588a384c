import { describe, expect, it } from 'vitest'
import { systemClock } from '../clock.ts'
import { nextTryInMs, TRIES } from './retries.ts'
import { sendMessage } from './sendMessage.ts'
import { isPublicAddress } from './target.ts'

describe('where messages may go', () => {
  it.each(['8.8.8.8', '1.1.1.1', '172.15.0.1', '172.32.0.1', '192.167.0.1', '100.128.0.1', '2606:4700:4700::1111', '2a00:1450::1'])(
    '%s is of the open internet',
    (address) => expect(isPublicAddress(address)).toBe(true),
  )

  it.each([
    ['0.0.0.0', '10.1.2.3', '100.64.0.1', '127.0.0.1', '127.255.255.254', '169.254.169.254', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
    ['192.0.0.8', '192.0.2.1', '198.18.0.1', '198.19.255.255', '203.0.113.7', '224.0.0.1', '240.0.0.1', '255.255.255.255'],
    ['::', '::1', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '64:ff9b::7f00:1', 'fc00::1', 'fd12::1', 'fe80::1', 'ff02::1', 'fec0::1'],
    ['2001:db8::1', '2001::1', '2002:7f00:1::', '3fff::1', 'fe80::1%eth0', 'localhost', '', '127.1'],
  ])('%s and its like are not', (...addresses) => {
    for (const address of addresses) expect([address, isPublicAddress(address)]).toEqual([address, false])
  })

  it.each([
    ['https://127.0.0.1:1/', /^127\.0\.0\.1 is not an address of the open internet/],
    ['https://[::1]:1/', /^::1 is not an address of the open internet/],
    ['https://localhost:1/', /^localhost leads to (127\.0\.0\.1|::1), which is not an address of the open internet/],
    ['http://hooks.example/', /^Only https is sent to/],
  ])('%s is refused when it is connected to, whatever was checked before', async (url, words) => {
    const sending = { targets: 'public', clock: systemClock, timeoutMs: 5_000, signal: new AbortController().signal } as const
    const result = await sendMessage({ url, headers: {}, body: '{}' }, sending)
    expect(result).toMatchObject({ accepted: false, status: null, interrupted: false })
    expect(result.error).toMatch(words)
  })
})

describe('how long is waited', () => {
  it('longer after every refusal, never in step, and all of it within a day', () => {
    const waits = Array.from({ length: TRIES }, (_, index) => nextTryInMs(index + 1, null, 1))
    expect(waits.at(-1)).toBeNull()
    const real = waits.slice(0, -1).map(Number)
    expect(real).toEqual(real.toSorted((a, b) => a - b))
    expect(real.reduce((sum, each) => sum + each, 0)).toBeLessThan(86_400_000)
    expect(nextTryInMs(1, null, 0)).toBeLessThan(nextTryInMs(1, null, 1) ?? 0)
  })

  it('as long as a receiver asks for, up to an hour', () => {
    expect(nextTryInMs(1, 60_000, 0)).toBe(60_000)
    expect(nextTryInMs(1, 86_400_000, 0)).toBe(3_600_000)
  })
})
