import type { Page } from 'playwright-core'

/** What moved by itself, and how far, as a share of the window; and what the policy of the page refused. */
export interface Restlessness {
  readonly score: number
  readonly moved: readonly string[]
  readonly refused: readonly string[]
}

/** To be called before the page is opened: from then on everything that moves without the reader having done anything is noted. */
export async function noteShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const notes: { at: number; value: number; what: string }[] = []
    const refused: string[] = []
    Object.assign(window, { shiftNotes: notes, refusedNotes: refused })
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      refused.push(`${violatedDirective} ${blockedURI}`),
    )
    const nameOf = (node: unknown) =>
      node instanceof Element ? `${node.tagName.toLowerCase()} "${(node.textContent ?? '').slice(0, 40)}"` : String(node)
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        // The shape of a layout shift; TypeScript's library does not have it.
        const shift = entry as PerformanceEntry & {
          readonly value: number
          readonly hadRecentInput: boolean
          readonly sources: readonly { readonly node: unknown; readonly previousRect: DOMRect; readonly currentRect: DOMRect }[]
        }
        if (shift.hadRecentInput) continue
        const what = shift.sources.map(
          ({ node, previousRect: before, currentRect: after }) =>
            `${nameOf(node)} from ${before.x},${before.y} ${before.width}×${before.height} to ${after.x},${after.y} ${after.width}×${after.height}`,
        )
        notes.push({ at: shift.startTime, value: shift.value, what: what.join('; ') })
      }
    }).observe({ type: 'layout-shift', buffered: true })
  })
}

/** From now on it counts: what is read has been read. */
export async function beginStillness(page: Page): Promise<() => Promise<Restlessness>> {
  // Two frames: what was about to be laid out has been, and its shifts are noted.
  await page.evaluate(async () => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
    // As the script above keeps them.
    const notes = Reflect.get(window, 'shiftNotes') as unknown[]
    notes.length = 0
  })
  return async () =>
    await page.evaluate(() => {
      // As the script above keeps them.
      const notes = Reflect.get(window, 'shiftNotes') as { value: number; what: string }[]
      return {
        score: notes.reduce((sum, { value }) => sum + value, 0),
        moved: notes.map(({ value, what }) => `${value.toFixed(4)} ${what}`),
        refused: Reflect.get(window, 'refusedNotes') as string[],
      }
    })
}
