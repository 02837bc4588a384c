import type { Clock } from '../../clock.ts'
import type { Log } from '../../log.ts'
import type { ConsoleDrawing, Drawn } from './drawing.ts'

/** A page with what it shows, and the cookies of the answers it shows. */
export interface DrawnAnswer extends Drawn {
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
export function createDrawer({ drawing, base, clock, log }: DrawerOptions): (request: Request, ask: Ask) => Promise<DrawnAnswer | null> {
  return async (request, ask) => {
    const console = await drawing
    const { pathname: path, search } = new URL(request.url)
    const reader = console && cookieOf(request, console.readerCookie)
    const asked = console?.ask({ base, path, search, reader, nowMs: clock.now().getTime() })
    if (!asked) return null
    try {
      const answers = await inTime(Promise.all(asked.questions.map(async (question) => await ask(question.path))))
      if (answers === null || asked.questions.some(({ needed }, index) => needed && answers[index]?.ok !== true)) return null
      const texts = await Promise.all(answers.map(async (answer) => (answer.ok ? await answer.text() : null)))
      return { ...asked.draw(texts), cookies: answers.flatMap(({ headers }) => headers.getSetCookie()) }
    } catch (error) {
      log.warn({ err: error }, 'a page could not be drawn here; the browser draws it')
      return null
    }
  }
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
