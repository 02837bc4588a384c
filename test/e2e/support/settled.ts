import type { Page } from 'playwright-core'

/** Something is there to be judged: a heading, and no more reading. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const title = document.querySelector('h1')?.textContent
    // A page on its way has a heading as well: the name of the house.
    return title !== undefined && title !== 'Runtruth' && !/^Reading /m.test(document.body.innerText)
  })
}

/** By how many pixels it is wider than its window. */
export async function overflowOf(page: Page): Promise<number> {
  return await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
}
