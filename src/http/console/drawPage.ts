import type { Clock } from '../../clock.ts'
import type { Log } from '../../log.ts'
import type { ConsoleDrawing, Drawn } from './drawing.ts'

/** A page with what it shows, and the cookies of the answers it shows. */
export interface PageDrawn extends Drawn {
  readonly cookies: readonly string[]
}

interface DrawerOptions {
  readonly drawing: Promise<ConsoleDrawing | undefined>
  /** The path the console is mounted under. */
  readonly base: string
  readonly clock: Clock
  readonly log: Log
}

/** The API as the browser would reach it, by a path after the mount. */
type Ask = (path: string) => Promise<Response>

/** A console that waits for a slow database says so sooner when the browser asks for itself. */
const PATIENCE_MS = 3_000

/**
 * Draws a page for whoever may see it: its questions are asked over the API with the credentials of the request, so that nothing
 * is shown which that would refuse. Null: it cannot be drawn now, and the browser finds out why.
 */
export function createDrawer({ drawing, base, clock, log }: DrawerOptions): (request: Request, ask: Ask) => Promise<PageDrawn | null> {
  return async (request, ask) => {
    const console = await drawing
    if (!console) return null
    const { pathname: path, search } = new URL(request.url)
    const page = { base, path, search, reader: cookieOf(request, console.readerCookie), nowMs: clock.now().getTime() }
    try {
      return await inTime(draw(console, page, ask))
    } catch (error) {
      log.warn({ err: error }, 'a page could not be drawn here; the browser draws it')
      return null
    }
  }
}

async function draw(console: ConsoleDrawing, page: Parameters<ConsoleDrawing['draw']>[0], ask: Ask): Promise<PageDrawn | null> {
  const drawn = console.draw(page)
  const cookies: string[] = []
  let step = drawn.next()
  while (step.done !== true) {
    // One after the other where one needs the other; never more than a few rounds.
    const answers = await Promise.all(step.value.map(async (path) => await ask(path)))
    for (const { headers } of answers) cookies.push(...headers.getSetCookie())
    step = drawn.next(await Promise.all(answers.map(async (answer) => (answer.ok ? await answer.text() : null))))
  }
  return step.value && { ...step.value, cookies }
}

async function inTime<T>(work: Promise<T>): Promise<T | null> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS, null)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/** As it was sent: its value is told apart by the signs that a browser escapes. */
function cookieOf(request: Request, name: string): string | undefined {
  const sent = request.headers.get('cookie')?.split(/; */) ?? []
  return sent.find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1)
}
