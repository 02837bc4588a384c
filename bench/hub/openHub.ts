import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium as playwright } from 'playwright-core'
import { CHROMIUM_ARGUMENTS } from '../../test/e2e/support/chromium.ts'

/** Milliseconds from the beginning of the navigation, by the page's own clock. */
export interface HubOpening {
  readonly pageMs: number
  readonly filesMs: number
  readonly firstQuestionMs: number
  readonly listAnsweredMs: number
  readonly rowsMs: number
  readonly visibleMs: number
  /** Processor time of the page's main thread until then: what a busy machine does not make longer. */
  readonly mainThreadMs: number
}

interface Visit {
  /** Path of the browser. */
  readonly chromium: string
  readonly url: string
  readonly workspace: string
  readonly cookie: { readonly name: string; readonly value: string }
}

/** A new browser with an empty profile goes to the hub, once. */
export async function openHub({ chromium, url, workspace, cookie }: Visit): Promise<HubOpening> {
  const profile = await mkdtemp(join(tmpdir(), 'runtruth-bench-profile-'))
  const context = await playwright.launchPersistentContext(profile, {
    executablePath: chromium,
    args: CHROMIUM_ARGUMENTS,
    viewport: { width: 1280, height: 900 },
  })
  try {
    await context.addCookies([{ ...cookie, url }])
    const page = context.pages()[0] ?? (await context.newPage())
    const inside = await context.newCDPSession(page)
    await inside.send('Performance.enable', { timeDomain: 'threadTicks' })
    const opened = new Promise<Omit<HubOpening, 'mainThreadMs'>>((resolve) => {
      // Told by WATCH, below.
      void page.exposeFunction('tellOpening', resolve)
    })
    // A browser that has only just been started is busy with itself.
    await page.evaluate('new Promise((idle) => requestIdleCallback(idle))')
    await page.addInitScript(WATCH)
    await page.goto(`${url}/admin/workspaces/${workspace}/operations`, { waitUntil: 'commit' })
    const opening = await opened
    const { metrics } = await inside.send('Performance.getMetrics')
    const busyS = metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN
    return { ...opening, mainThreadMs: busyS * 1_000 }
  } finally {
    await context.close()
    await rm(profile, { recursive: true, force: true })
  }
}

/** Runs in the page, before anything of its own. Text, because it is compiled for a browser and not for the bench. */
const WATCH = `
  const seen = () => [...document.querySelectorAll('[data-surface="hub-row"]')]
  const watcher = new MutationObserver(() => {
    if (seen().length === 0) return
    watcher.disconnect()
    const rowsMs = performance.now()
    // The frame with the rows begins with the first call, and has been made when the second one begins.
    requestAnimationFrame(() => requestAnimationFrame(() => {
      const visibleMs = performance.now()
      const inWindow = seen().some((row) => { const { top, height } = row.getBoundingClientRect(); return height > 0 && top < innerHeight })
      if (!inWindow) throw new Error('No row is inside the window.')
      const resources = performance.getEntriesByType('resource')
      const questions = resources.filter(({ name }) => name.includes('/api/v1/'))
      const list = questions.filter(({ name }) => /\\/operations\\?/.test(name) && /limit=50/.test(name))
      const files = resources.filter(({ name, responseEnd }) => /\\/assets\\//.test(name) && responseEnd < questions[0].startTime)
      window.tellOpening({
        pageMs: performance.getEntriesByType('navigation')[0].responseEnd,
        filesMs: Math.max(...files.map(({ responseEnd }) => responseEnd)),
        firstQuestionMs: Math.min(...questions.map(({ startTime }) => startTime)),
        listAnsweredMs: Math.min(...list.map(({ responseEnd }) => responseEnd)),
        rowsMs,
        visibleMs,
      })
    }))
  })
  watcher.observe(document, { childList: true, subtree: true })
`
