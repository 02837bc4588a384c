import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { chromium as playwright } from 'playwright-core'
import { CHROMIUM_ARGUMENTS } from '../../test/e2e/support/chromium.ts'

/** Milliseconds from the beginning of the navigation, by the page's own clock. */
export interface HubOpening {
  readonly answeredMs: number
  readonly pageMs: number
  readonly rowsMs: number
  readonly paintMs: number
  readonly visibleMs: number
  /** Its scripts have taken over. */
  readonly handsMs: number
  /** The stream is heard. */
  readonly aliveMs: number
  /** Processor time of the page's main thread until the rows were visible: what a busy machine does not make longer. */
  readonly mainThreadMs: number
}

/** A browser that begins with an empty profile makes one first, in all its processes. */
const SETTLING_MS = 2_000

/** A page that is not alive by then never will be. */
const PATIENCE_MS = 60_000

interface Visit {
  /** Path of the browser. */
  readonly chromium: string
  readonly url: string
  readonly workspace: string
  readonly cookies: readonly { readonly name: string; readonly value: string }[]
}

/** A new browser with an empty profile goes to the hub, once. */
export async function openHub({ chromium, url, workspace, cookies }: Visit): Promise<HubOpening> {
  const profile = await mkdtemp(join(tmpdir(), 'runtruth-bench-profile-'))
  const context = await playwright.launchPersistentContext(profile, {
    executablePath: chromium,
    args: CHROMIUM_ARGUMENTS,
    viewport: { width: 1280, height: 900 },
  })
  try {
    await context.addCookies(cookies.map((cookie) => ({ ...cookie, url })))
    const page = context.pages()[0] ?? (await context.newPage())
    const inside = await context.newCDPSession(page)
    await inside.send('Performance.enable', { timeDomain: 'threadTicks' })
    const opened = new Promise<Omit<HubOpening, 'mainThreadMs'>>((resolve) => {
      // Told by WATCH, below.
      void page.exposeFunction('tellOpening', resolve)
    })
    // A browser that has only just been started is busy with itself. A page that nobody looks at may never be told that it is idle.
    await setTimeout(SETTLING_MS)
    await page.evaluate(`new Promise((idle) => requestIdleCallback(idle, { timeout: ${SETTLING_MS} }))`)
    const busyMs = async () => {
      const { metrics } = await inside.send('Performance.getMetrics')
      return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1_000
    }
    const busy = new Promise<number>((resolve, reject) => {
      // Told by WATCH, below.
      void page.exposeFunction('tellVisible', () => void busyMs().then(resolve, reject))
    })
    await page.addInitScript(WATCH)
    await page.goto(`${url}/admin/workspaces/${workspace}/operations`, { waitUntil: 'commit' })
    // Nobody waits for it once the page was alive.
    const late = setTimeout(PATIENCE_MS, null, { ref: false }).then(async () => {
      const shown = await Promise.race([
        page.evaluate<string>('document.body.innerText.slice(0, 500)'),
        setTimeout(1_000, 'It does not answer.'),
      ])
      throw new Error(`The page was not alive after ${PATIENCE_MS / 1_000} s. It shows: ${shown}`)
    })
    return { ...(await Promise.race([opened, late])), mainThreadMs: await Promise.race([busy, late]) }
  } finally {
    await context.close()
    await rm(profile, { recursive: true, force: true })
  }
}

/** Runs in the page, before anything of its own. Text, because it is compiled for a browser and not for the bench. */
const WATCH = `
  const seen = () => [...document.querySelectorAll('[data-surface="hub-row"]')]
  const isAlive = () => document.querySelector('[data-connection="live"]') !== null
  // The frame with them begins with the first call, and has been made when the second one begins.
  const framed = () => new Promise((made) => requestAnimationFrame(() => requestAnimationFrame(() => made(performance.now()))))
  const when = (comes) => new Promise((found) => {
    const watcher = new MutationObserver(() => {
      if (!comes()) return
      watcher.disconnect()
      found(performance.now())
    })
    watcher.observe(document, { childList: true, subtree: true, attributes: true })
  })
  const rows = when(() => seen().length > 0)
  // The note goes, and in the same breath the page is taken over.
  const hands = rows.then(() => when(() => document.getElementById('asleep') === null)).then(framed)
  const visible = rows.then(framed).then((visibleMs) => {
    const inWindow = seen().some((row) => { const { top, height } = row.getBoundingClientRect(); return height > 0 && top < innerHeight })
    if (!inWindow) throw new Error('No row is inside the window.')
    window.tellVisible()
    return visibleMs
  })
  Promise.all([rows, visible, hands, when(isAlive)]).then(([rowsMs, visibleMs, handsMs, aliveMs]) => {
    const { responseStart, responseEnd } = performance.getEntriesByType('navigation')[0]
    const paint = performance.getEntriesByName('first-contentful-paint')[0]
    window.tellOpening({ answeredMs: responseStart, pageMs: responseEnd, rowsMs, paintMs: paint.startTime, visibleMs, handsMs, aliveMs })
  })
`
