import type { Io } from './io.ts'

/** With the parent its PostgreSQL is usually gone too, so there is little to hand back and nobody to wait for. */
const ORPHAN_LIMIT_MS = 5_000

/**
 * Fires when a process is asked to stop, or, with `withParent`, when standard input ends: the operating system closes that
 * pipe however the parent ends, SIGKILL included.
 */
export function stopSignal(io: Io, withParent: boolean): AbortSignal {
  const asked = io.whenAskedToStop()
  if (!withParent) return asked
  const orphaned = new AbortController()
  const leave = () => {
    if (orphaned.signal.aborted) return
    orphaned.abort('parent gone')
    if (!asked.aborted) setTimeout(() => io.endNow(1), ORPHAN_LIMIT_MS).unref()
  }
  io.stdin.once('end', leave).once('error', leave).once('close', leave).resume()
  // Listening for the end must not be what keeps the process from its own.
  io.stdin.unref?.()
  return AbortSignal.any([asked, orphaned.signal])
}

/** Resolves when the signal fires. */
export async function fired(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}
