import type { Clock } from '../../clock.ts'
import type { Log } from '../../log.ts'
import type { ConsoleDrawing, Drawn } from './drawing.ts'

/** A page whose beginning can be sent, while what it shows is still asked for. */
export interface PageBegun {
  /** `data-theme` of the page; empty: the system's. */
  readonly theme: string
  /** Null: it cannot be drawn now, and the browser finds out why. Never rejects. */
  readonly drawn: Promise<Drawn | null>
}

interface DrawerOptions {
  readonly drawing: Promise<ConsoleDrawing | undefined>
  /** The path the console is mounted under. */
  readonly base: string
  readonly clock: Clock
  readonly log: Log
}

type Begun = NonNullable<ReturnType<ConsoleDrawing['begin']>>

/** The API as the browser would reach it, by a path after the mount. */
type Ask = (path: string) => Promise<Response>

/** A console that waits for a slow database says so sooner when the browser asks for itself. */
const PATIENCE_MS = 3_000

/**
 * Draws a page for whoever may see it: its questions are asked over the API with the credentials of the request, so that nothing
 * is shown which that would refuse. Null: nothing is drawn for this request.
 */
export function createDrawer({ drawing, base, clock, log }: DrawerOptions): (request: Request, ask: Ask) => Promise<PageBegun | null> {
  return async (request, ask) => {
    const console = await drawing
    if (!console) return null
    const { pathname: path, search } = new URL(request.url)
    const reader = cookieOf(request, console.readerCookie)
    const begun = console.begin({ base, path, search, reader, nowMs: clock.now().getTime() })
    if (!begun) return null
    const drawn = inTime(answered(begun.draw(), ask)).catch((error: unknown) => {
      log.warn({ err: error }, 'a page could not be drawn here; the browser draws it')
      return null
    })
    return { theme: begun.theme, drawn }
  }
}

async function answered(drawn: ReturnType<Begun['draw']>, ask: Ask): Promise<Drawn | null> {
  let step = drawn.next()
  // One round after the other: what is asked next depends on what was answered.
  while (step.done !== true) {
    const answers = await Promise.all(step.value.map(async (path) => await textOf(await ask(path))))
    step = drawn.next(answers)
  }
  return step.value
}

async function textOf(answer: Response): Promise<string | null> {
  return answer.ok ? await answer.text() : null
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
