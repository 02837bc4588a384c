import { describe, expect, it } from 'vitest'
import { nextLookMs } from './lookPace.ts'

const look = (tookMs: number, livesForMs: number | null) => nextLookMs({ startedMs: 0, endedMs: tookMs, livesForMs })

describe('the next look for the event stream', () => {
  it('comes after a second, or after twenty times what the last one took, and within ten seconds', () => {
    expect(look(10, null)).toBe(1_010)
    expect(look(200, null)).toBe(4_200)
    expect(look(3_000, null)).toBe(13_000)
  })

  it('comes before silence would speak against what lives, with the time a look takes and the way to the reader', () => {
    expect(look(300, 4_000)).toBe(2_200)
    expect(look(10, 4_000)).toBe(1_010)
    expect(look(300, 600_000)).toBe(6_300)
  })

  it('leaves others a second, however late it is', () => {
    expect(look(3_000, 4_000)).toBe(4_000)
    expect(look(300, 100)).toBe(1_300)
  })
})
