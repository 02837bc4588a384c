import { prepareScenario, type Ground, type Outcome } from './scenario.ts'
import type { Setup, Survivor } from './setups.ts'

/** One worker killed, and what was told of it; `failure`: why nothing could be measured. */
export interface Kill {
  readonly setup: Setup
  readonly survivor: Survivor
  readonly phaseMs: number
  readonly outcome: Outcome | null
  readonly failure: string | null
}

/**
 * The kills of one setup, one after the other: a worker of the next one would be somebody alive to the one before. Whatever a
 * kill started has ended before the next one begins, also when it came to nothing.
 */
export async function runLane(
  ground: Ground,
  setup: Setup,
  survivor: Survivor,
  phasesMs: readonly number[],
  progress: (text: string) => void,
): Promise<Kill[]> {
  const kills: Kill[] = []
  for (const [nth, phaseMs] of phasesMs.entries()) {
    const kill = { setup, survivor, phaseMs }
    const closing: (() => Promise<unknown>)[] = []
    const name = `${setup.key}, ${survivor}, ${phaseMs / 1_000} s`
    try {
      const scenario = await prepareScenario(ground, setup, survivor, queueName(nth), closing)
      const outcome = await scenario.run(phaseMs)
      kills.push({ ...kill, outcome, failure: null })
      progress(`${name}: ${told(outcome)}`)
    } catch (error) {
      kills.push({ ...kill, outcome: null, failure: reasonOf(error) })
      progress(`${name} came to nothing: ${reasonOf(error)}`)
    } finally {
      const ends = await Promise.allSettled(closing.toReversed().map(async (close) => await close()))
      for (const end of ends) if (end.status === 'rejected') progress(`${name} could not be closed: ${String(end.reason)}`)
    }
  }
  return kills
}

/** A queue for each kill, so that none meets the jobs of another. */
export function queueName(nth: number): string {
  return `long${nth}`
}

/** With what is behind it: "fetch failed" alone says nothing. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const reason = error.message.replaceAll(/\s+/g, ' ')
  return error.cause === undefined ? reason : `${reason} (${reasonOf(error.cause)})`
}

function told({ view, runtruth }: Outcome): string {
  const after = (ms: number | null) => (ms === null ? 'never seen' : `${(ms / 1_000).toFixed(1)} s`)
  return `${view === null ? '' : `its own view ${after(view.honestMs)}, `}Runtruth ${after(runtruth.honestMs)}`
}
