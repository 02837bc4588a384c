import type { Page } from 'playwright-core'

/** Where the focus is, as somebody sees it who has nothing but keys. */
export interface Focus {
  /** What a screen reader calls it; empty on the page itself. */
  readonly name: string
  readonly tag: string
  /** A ring of at least two pixels, three to one against the paper. */
  readonly isMarked: boolean
  /** Some of it can be seen: it is inside the window, and nothing covers all of it. */
  readonly isInSight: boolean
}

export interface Keyboard {
  /** Goes on with Tab until something of this name has the focus. Every stop on the way has to be seen. */
  tabTo(name: RegExp): Promise<void>
  backTo(name: RegExp): Promise<void>
  press(key: string): Promise<void>
  type(text: string): Promise<void>
  focus(): Promise<Focus>
  /** Remembers what has the focus now; answers whether it has it still. */
  remember(): Promise<() => Promise<boolean>>
  /** Stops that could not be seen, each with what was wrong. */
  readonly unseen: readonly string[]
}

const MOST_STOPS = 80

export function keyboardOf(page: Page): Keyboard {
  const unseen: string[] = []

  async function go(key: string, name: RegExp): Promise<void> {
    const stops: string[] = []
    for (let stop = 0; stop < MOST_STOPS; stop += 1) {
      await page.keyboard.press(key)
      const focus = await focusOf(page)
      if (focus.tag === 'body') continue
      stops.push(focus.name)
      if (!focus.isMarked) unseen.push(`${focus.tag} "${focus.name}" has no visible focus`)
      if (!focus.isInSight) unseen.push(`${focus.tag} "${focus.name}" has the focus and is out of sight`)
      if (name.test(focus.name)) return
    }
    throw new Error(`${key} never comes to ${name}. It stops at: ${stops.join(' · ')}`)
  }

  return {
    unseen,
    tabTo: async (name) => await go('Tab', name),
    backTo: async (name) => await go('Shift+Tab', name),
    press: async (key) => await page.keyboard.press(key),
    type: async (text) => await page.keyboard.type(text),
    focus: async () => await focusOf(page),
    remember: async () => {
      const handle = await page.evaluateHandle(() => document.activeElement)
      return async () => await handle.evaluate((before) => before === document.activeElement && before !== document.body)
    },
  }
}

async function focusOf(page: Page): Promise<Focus> {
  return await page.evaluate(() => {
    const element = document.activeElement ?? document.body
    const tag = element.tagName.toLowerCase()
    const named = (element.getAttribute('aria-labelledby') ?? '')
      .split(' ')
      .map((id) => document.getElementById(id)?.textContent ?? '')
      .join(' ')
      .trim()
    const labels = 'labels' in element && element.labels instanceof NodeList ? [...element.labels].map((label) => label.textContent) : []
    const own = element === document.body || tag === 'main' ? '' : (element.textContent ?? '')
    const name = (element.getAttribute('aria-label') ?? (named || labels.join(' ') || own)).replaceAll(/\s+/g, ' ').trim()

    const channels = (colour: string) => (colour.match(/[\d.]+/g) ?? []).map(Number)
    const luminance = (colour: string) => {
      const [red = 0, green = 0, blue = 0] = channels(colour).map((part) => {
        const share = part / 255
        return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
      })
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
    const paper = luminance(getComputedStyle(document.body).backgroundColor)
    const isMarked = [null, '::after'].some((part) => {
      const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element, part)
      const ring = luminance(outlineColor)
      const contrast = (Math.max(ring, paper) + 0.05) / (Math.min(ring, paper) + 0.05)
      return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2 && (channels(outlineColor)[3] ?? 1) > 0 && contrast >= 3
    })

    const { left, right, top, bottom } = element.getBoundingClientRect()
    const across = [left + 2, (left + right) / 2, right - 2]
    const down = [top + 2, (top + bottom) / 2, bottom - 2]
    const isInSight = across.some((x) =>
      down.some((y) => {
        const hit = document.elementFromPoint(x, y)
        return hit !== null && (element.contains(hit) || hit.contains(element))
      }),
    )
    return { name, tag, isMarked, isInSight }
  })
}
