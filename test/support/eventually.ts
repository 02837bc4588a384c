import { setTimeout as delay } from 'node:timers/promises'

export type Probe<T> = { readonly found: T } | { readonly seen: string }

/** Asks until the answer is there; past the deadline it throws with what was seen last. */
export async function eventually<T>(what: string, deadlineMs: number, probe: () => Promise<Probe<T>> | Probe<T>, everyMs = 50): Promise<T> {
  const startedMs = performance.now()
  for (;;) {
    const answer = await probe()
    if ('found' in answer) return answer.found
    if (performance.now() - startedMs > deadlineMs) throw new Error(`Waited ${deadlineMs / 1_000} s for ${what}. Last seen: ${answer.seen}`)
    await delay(everyMs)
  }
}
