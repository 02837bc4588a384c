import AxeSource from 'axe-core'
import type { Page } from 'playwright-core'

/** What axe finds wrong with the page as it stands, and where. */
export async function axe(page: Page): Promise<string[]> {
  await page.evaluate(AxeSource.source)
  return await page.evaluate(async () => {
    const run = Reflect.get(window, 'axe') as {
      run(root: Document): Promise<{ violations: { id: string; nodes: { target: unknown }[] }[] }>
    }
    const { violations } = await run.run(document)
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => String(target)).join(', ')}`)
  })
}
