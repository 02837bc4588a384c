import type { Page } from 'playwright-core'

/** Something is there to be judged: a heading, no more reading, and nothing that is only drawn. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const title = document.querySelector('h1')?.textContent
    // A page on its way has a heading as well: the name of the house.
    const asleep = document.getElementById('asleep') !== null
    return title !== undefined && title !== 'Runtruth' && !asleep && !/^Reading /m.test(document.body.innerText)
  })
}

/** By how many pixels it is wider than its window. */
export async function overflowOf(page: Page): Promise<number> {
  return await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
}
