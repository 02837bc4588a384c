import type { Locator, Page } from 'playwright-core'
import type { FreshnessState } from '../../../src/truth/verdict.ts'
import { findForbidden } from '../../../src/truth/index.ts'

/** What one surface shows of one operation: its words, and everything in it that moves or claims to. */
export interface Shown {
  readonly headline: string
  /** Null where the surface has no room for it. */
  readonly guidance: string | null
  /** Everything that can be read or heard there: text, names, titles, descriptions. */
  readonly said: string
  /** Spinners, busy regions, progress bars, moving boxes. */
  readonly moving: readonly string[]
}

export async function look(surface: Locator): Promise<Shown> {
  await surface.waitFor({ state: 'visible' })
  const headline = await surface.getByTestId('headline').first().innerText()
  const guidance = surface.getByTestId('guidance').first()
  const { said, moving } = await surface.evaluate((root: Element) => {
    const all = [root, ...root.querySelectorAll('*')]
    const names = ['aria-label', 'aria-description', 'title', 'alt', 'placeholder', 'aria-valuetext', 'aria-roledescription']
    const attributes = all.flatMap((element) => names.map((name) => element.getAttribute(name) ?? ''))
    const found: string[] = []
    for (const element of all) {
      const tag = element.tagName.toLowerCase()
      if (element.getAttribute('aria-busy') === 'true') found.push(`aria-busy on ${tag}`)
      if (['progressbar', 'meter', 'timer'].includes(element.getAttribute('role') ?? '') || tag === 'progress')
        found.push(`a progress bar, ${tag}`)
      if (/spin|loader/i.test(element.getAttribute('class') ?? '')) found.push(`a spinner, ${tag}`)
      const running = element.getAnimations().filter((animation) => animation.playState === 'running')
      if (running.length > 0) found.push(`a moving ${tag}`)
    }
    return {
      said: [root instanceof HTMLElement ? root.innerText : (root.textContent ?? ''), ...attributes].filter(Boolean).join('\n'),
      moving: found,
    }
  })
  return { headline, guidance: (await guidance.count()) > 0 ? await guidance.innerText() : null, said, moving }
}

/** What of it may not be shown beside this verdict. */
export function violations({ said, moving }: Shown, freshness: FreshnessState, lifecycle: string): string[] {
  const words = findForbidden(said, freshness).map((word) => `the word "${word}"`)
  return freshness === 'fresh' && lifecycle === 'running' ? words : [...words, ...moving]
}

export const hubRow = (page: Page, id: string): Locator => page.locator(`[data-surface="hub-row"][data-operation="${id}"]`)
export const hubTop = (page: Page): Locator => page.locator('[data-surface="hub-top"]')
export const operationPage = (page: Page): Locator => page.locator('[data-surface="operation"]')
export const hint = (page: Page, id: string): Locator => page.locator(`[data-surface="hint"][data-operation="${id}"]`)
export const inbox = (page: Page, id: string): Locator => page.locator(`[data-surface="inbox"][data-operation="${id}"]`)
