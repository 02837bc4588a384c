import { setTimeout as delay } from 'node:timers/promises'
import type { Surface, Word } from './surfaces.ts'

/** What one surface told of one kill; times in milliseconds after it, null: not within the patience. */
export interface Told {
  readonly honestMs: number | null
  /** The first honest one; null: none came. */
  readonly word: Word | null
  /** How long it said that the job is being worked on, with nothing against it, while nobody worked on it. */
  readonly reassuredMs: number
  readonly endedMs: number | null
  readonly ended: string | null
  /** When it said that no worker serves the queue; of the queue, not of the job. */
  readonly noWorkersMs: number | null
  /** What it said of the job before the kill. */
  readonly before: string
  /** It spoke against the job while its worker was alive. */
  readonly falseAlarm: boolean
}

export const LOOK_EVERY_MS = 500
export const PATIENCE_MS = 75_000
/** How much longer it is listened to once every surface has spoken. */
export const LINGER_MS = 15_000

/** A machine that is busy may leave a question unanswered; a surface that has been silent for so long is broken, and so is the race. */
export const SILENT_AT_MOST_MS = 15_000

/** Who has not spoken yet, of all who are listened to at once; and when the last one did. */
export interface Silence {
  surfaces: number
  lastWordMs: number
}

/** What the race knows and the surface may not. */
export interface Kill {
  readonly jobId: string
  readonly killedMs: number
  readonly before: Word
  /** Whether somebody else has been given the job since. */
  isWorkedOn(): boolean
}

/** Until the surface has closed the job, all have spoken and been given time to close it, or the patience is over. */
export async function listen(surface: Surface, { jobId, killedMs, before, isWorkedOn }: Kill, silence: Silence): Promise<Told> {
  let told: Told = {
    honestMs: null,
    word: null,
    reassuredMs: 0,
    endedMs: null,
    ended: null,
    noWorkersMs: null,
    before: before.said,
    falseAlarm: before.honest,
  }
  let says = before
  let sinceMs = 0
  const isOver = () => sinceMs >= PATIENCE_MS || (silence.surfaces === 0 && sinceMs > silence.lastWordMs + LINGER_MS)
  while (told.endedMs === null && !isOver()) {
    let word: Word
    try {
      word = await surface.look(jobId)
    } catch (error) {
      if (performance.now() - killedMs - sinceMs > SILENT_AT_MOST_MS) throw error
      await delay(LOOK_EVERY_MS)
      continue
    }
    const afterMs = performance.now() - killedMs
    if (!says.honest && says.noWorkers !== true && !isWorkedOn()) told = { ...told, reassuredMs: told.reassuredMs + afterMs - sinceMs }
    if (word.honest && told.honestMs === null) {
      told = { ...told, honestMs: afterMs, word }
      silence.surfaces -= 1
      silence.lastWordMs = afterMs
    }
    if (word.ended !== null) told = { ...told, endedMs: afterMs, ended: word.ended }
    if (word.noWorkers === true && told.noWorkersMs === null) told = { ...told, noWorkersMs: afterMs }
    says = word
    sinceMs = afterMs
    await delay(LOOK_EVERY_MS)
  }
  return told
}
