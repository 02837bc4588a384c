/**
 * Loaded before a program that knows nothing of it: when its standard input ends, which the operating system sees to however the
 * runner ends, the program is asked to stop, and stopped if it does not.
 */
import process from 'node:process'

const LEAVES_WITHIN_MS = 5_000

process.stdin.once('end', leave).once('error', leave).resume()
// Listening for the end must not be what keeps a program from its own.
process.stdin.unref?.()

function leave(): void {
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), LEAVES_WITHIN_MS).unref()
  process.kill(process.pid, 'SIGTERM')
}
