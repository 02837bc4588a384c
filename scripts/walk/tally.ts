import process from 'node:process'

/** Counts what was tried. A step that fails does not stop the walk; a step that needs what an earlier one did not get fails by itself. */
export interface Tally {
  step(promise: string, act: () => Promise<string | void>): Promise<boolean>
  /** From here on every step fails without being tried. */
  giveUp(): void
  /** Prints the last line and returns whether all is well. */
  close(): boolean
}

export function openTally(): Tally {
  let passed = 0
  let failed = 0
  let givenUp = false
  return {
    giveUp: () => {
      givenUp = true
    },
    async step(promise, act) {
      const startedMs = performance.now()
      try {
        if (givenUp) throw new Error('Not reached.')
        const detail = await act()
        passed += 1
        process.stdout.write(`ok     ${promise} (${seconds(startedMs)}${detail === undefined ? '' : `; ${detail}`})\n`)
        return true
      } catch (error) {
        failed += 1
        process.stdout.write(
          `FAILED ${promise} (${seconds(startedMs)})\n       ${error instanceof Error ? error.message.replaceAll('\n', '\n       ') : String(error)}\n`,
        )
        return false
      }
    },
    close() {
      process.stdout.write(`${passed} passed, ${failed} failed\n`)
      return failed === 0
    },
  }
}

function seconds(sinceMs: number): string {
  return `${((performance.now() - sinceMs) / 1000).toFixed(1)} s`
}

/** Asks again until the answer is there; what was last seen is in the error. */
export async function until<T>(what: string, limitMs: number, probe: () => Promise<{ found: T } | { seen: string }>): Promise<T> {
  const startedMs = performance.now()
  for (;;) {
    const answer = await probe()
    if ('found' in answer) return answer.found
    if (performance.now() - startedMs > limitMs) throw new Error(`Waited ${limitMs / 1000} s for ${what}. Last seen: ${answer.seen}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
