import { keepEarly, type NowLive } from './early.ts'

/**
 * The first script of a page that the server draws: what makes it live is fetched once it is on the screen, so that the
 * two do not fight for a small machine. Its element names the modules; whoever looks elsewhere is not waited for.
 */
const { main = '', preload = '' } = document.querySelector<HTMLElement>('script[data-main]')?.dataset ?? {}

/** A browser that does not say when it has painted. */
const AT_LATEST_MS = 1_000

let begun = false

function begin(): void {
  if (begun) return
  begun = true
  for (const href of preload.split(' ').filter(Boolean)) {
    const link = document.createElement('link')
    link.rel = 'modulepreload'
    link.href = href
    document.head.append(link)
  }
  void import(/* @vite-ignore */ main)
}

// The second: it could not be drawn after all.
if (document.hidden || document.getElementById('told') === null) begin()
else {
  document.addEventListener('runtruth:live' satisfies NowLive, keepEarly(), { once: true })
  new PerformanceObserver(begin).observe({ type: 'paint', buffered: true })
  document.addEventListener('visibilitychange', begin, { once: true })
  setTimeout(begin, AT_LATEST_MS)
}
