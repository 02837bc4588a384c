import { describe, expect, it } from 'vitest'
import { shared } from './shared.ts'

/** Time that passes when it is told to, and answers that come when they are told to. */
function stage() {
  const asked: { resolve: (value: string) => void; reject: (error: Error) => void }[] = []
  let nowMs = 0
  const ask = shared(
    { now: () => new Date(nowMs), monotonicMs: () => nowMs },
    () => 1_000,
    async () => await new Promise<string>((resolve, reject) => asked.push({ resolve, reject })),
  )
  return { asked, ask, later: (ms: number) => (nowMs += ms) }
}

/** What was told has been heard by all who are to hear of it. */
const settled = async () => await new Promise((done) => setImmediate(done))

describe('a shared answer', () => {
  it('is one for all who ask at the same time, and for a while after', async () => {
    const { asked, ask, later } = stage()
    const both = [ask(), ask()]
    asked[0]?.resolve('first')
    expect(await Promise.all(both)).toEqual(['first', 'first'])
    later(799)
    expect(await ask()).toBe('first')
    expect(asked).toHaveLength(1)
  })

  it('is asked for anew before its time is over, and nobody waits for that', async () => {
    const { asked, ask, later } = stage()
    const first = ask()
    asked[0]?.resolve('first')
    await first
    later(800)
    expect(await Promise.all([ask(), ask()])).toEqual(['first', 'first'])
    expect(asked).toHaveLength(2)
    asked[1]?.resolve('second')
    await settled()
    later(199)
    expect(await ask()).toBe('second')
  })

  it('is never told when its time is over, however long the next one takes; its age counts from when it was asked for', async () => {
    const { asked, ask, later } = stage()
    const first = ask()
    later(900)
    asked[0]?.resolve('first')
    await first
    later(100)
    const second = ask()
    expect(asked).toHaveLength(2)
    asked[1]?.resolve('second')
    expect(await second).toBe('second')
  })

  it('that failed is told to those who waited, and asked for again', async () => {
    const { asked, ask, later } = stage()
    const first = ask()
    asked[0]?.reject(new Error('away'))
    await expect(first).rejects.toThrow('away')
    const second = ask()
    asked[1]?.resolve('second')
    expect(await second).toBe('second')
    later(800)
    await ask()
    asked[2]?.reject(new Error('away again'))
    await settled()
    expect(await ask()).toBe('second')
    later(200)
    const last = ask()
    expect(asked.length).toBeGreaterThanOrEqual(4)
    asked.at(-1)?.resolve('last')
    expect(await last).toBe('last')
  })
})
