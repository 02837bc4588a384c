import { expect, it } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { createFixture } from '../support/fixture.ts'
import { spawnRuntruth } from '../support/processes.ts'
import { isSignedBy } from '../notify/receiver.ts'
import { openStand } from '../notify/stand.ts'

it('a process killed between sending and the answer loses nothing: another one sends the same message with the same id', async () => {
  const fixture = await createFixture()
  const stand = await openStand(fixture)
  const settings = { env: { DATABASE_URL: fixture.url, RUNTRUTH_WEBHOOK_TARGETS: 'any', LOG_LEVEL: 'warn' } }
  try {
    const { endpoint, secret } = await stand.create()
    await stand.finish(await stand.running())
    stand.receiver.script(() => {})
    const victim = spawnRuntruth('victim', ['reconcile'], settings)
    await stand.receiver.arrived(1)
    await victim.kill()
    expect((await stand.log(endpoint))[0]).toMatchObject({ state: 'due', underWay: true, attempts: [{ endedAt: null }] })
    // Its lease runs out; here time is moved to that moment.
    await stand.letTimePass()
    const survivor = spawnRuntruth('survivor', ['reconcile'], settings)
    await stand.receiver.arrived(2)
    await eventually('the delivery to be written down', 20_000, async () => {
      const [told] = await stand.log(endpoint)
      return told?.state === 'delivered' ? { found: told } : { seen: JSON.stringify(told) }
    })
    expect(await survivor.terminate()).toEqual({ code: 0, signal: null })
    const [first, second] = stand.receiver.received
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id'])
    expect(second?.text).toBe(first?.text)
    expect(second && isSignedBy(secret, second)).toBe(true)
    expect(stand.receiver.received).toHaveLength(2)
    expect((await stand.log(endpoint))[0]?.attempts).toMatchObject([{ endedAt: null, status: null }, { status: 204 }])
  } finally {
    await stand.close()
  }
})
