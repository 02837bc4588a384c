import { setTimeout as delay } from 'node:timers/promises'
import { isDatabaseAway } from '../db/databaseErrors.ts'
import { openDesk } from './deliverDue.ts'
import type { DeliveryServices } from './services.ts'
import type { WebhookTargets } from './target.ts'
import { tidyDeliveries } from './tidyDeliveries.ts'

export interface WebhookOptions {
  readonly services: DeliveryServices
  /** Default: `public`. */
  readonly targets?: WebhookTargets
  readonly signal: AbortSignal
  /** Milliseconds between two looks while nothing is due; default one second. */
  readonly intervalMs?: number
  readonly timeoutMs?: number
}

const INTERVAL_MS = 1_000
/** What has been sent is given this long to be answered when the process stops; then it is given back and sent again by another. */
const GRACE_MS = 3_000
const LONGEST_RETRY_MS = 5_000
const TIDY_EVERY_MS = 600_000

/**
 * Sends what is due until the signal fires; resolves then, and never rejects. Any number may run at once, on any number of
 * machines. The database may go away and come back.
 */
export async function runWebhooks(options: WebhookOptions): Promise<void> {
  const { services, signal, targets = 'public', intervalMs = INTERVAL_MS } = options
  const { log, clock } = services
  const over = new AbortController()
  const desk = openDesk({
    services,
    targets,
    signal: over.signal,
    ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
  })
  let tidiedMs = Number.NEGATIVE_INFINITY
  let failures = 0
  while (!signal.aborted) {
    let restMs = intervalMs
    let moreToDo = false
    try {
      moreToDo = (await desk.begin()) > 0
      if (clock.monotonicMs() - tidiedMs > TIDY_EVERY_MS) {
        await tidyDeliveries(services)
        tidiedMs = clock.monotonicMs()
      }
      failures = 0
    } catch (error) {
      failures += 1
      restMs = Math.min(intervalMs * 2 ** (failures - 1), LONGEST_RETRY_MS)
      // Once when it starts, as the sweep does.
      const level = failures > 1 ? 'debug' : isDatabaseAway(error) ? 'warn' : 'error'
      log[level]({ err: error, failures }, 'webhooks could not be looked for; it is tried again')
    }
    await rest(restMs * (0.75 + Math.random() / 2), signal, moreToDo ? desk.answered() : null)
  }
  const grace = new AbortController()
  void delay(GRACE_MS, undefined, { signal: grace.signal }).then(
    () => over.abort(),
    () => {},
  )
  await desk.settled()
  grace.abort()
}

/** Ends with the signal, which the loop looks at next, and with an answer while there may be more to send. */
async function rest(ms: number, signal: AbortSignal, answered: Promise<void> | null): Promise<void> {
  const over = new AbortController()
  const resting = delay(ms, undefined, { signal: AbortSignal.any([signal, over.signal]) }).catch(() => {})
  await (answered === null ? resting : Promise.race([resting, answered]))
  over.abort()
}
