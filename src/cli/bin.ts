#!/usr/bin/env node
import { enableCompileCache } from 'node:module'
import process from 'node:process'
import { styleText } from 'node:util'
import type { Io, Screen } from './io.ts'

/** npm hands a signal on that its child already had from the terminal; two within this time are one. */
const ONE_SIGNAL_MS = 500

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(`runtruth: This is Node ${process.versions.node}; Runtruth needs 22.18 or newer. Install it and try again.\n`)
  process.exit(1)
}

// The same modules are compiled at every call; kept between two, that is half of a short command's time.
enableCompileCache()

const { systemClock } = await import('../clock.ts')
const { runCli } = await import('./runCli.ts')

// A reader that has seen enough (`| head`) closes the pipe; that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

const io: Io = {
  env: process.env,
  cwd: process.cwd(),
  clock: systemClock,
  stdin: process.stdin,
  program: process.argv[1] ?? '',
  out: screenOf(process.stdout),
  err: screenOf(process.stderr),
  whenAskedToStop,
  endNow: (code) => process.exit(code),
}

process.exitCode = await runCli(process.argv.slice(2), io)

function whenAskedToStop(): AbortSignal {
  const controller = new AbortController()
  let askedAtMs: number | undefined
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      const nowMs = systemClock.monotonicMs()
      if (askedAtMs === undefined) {
        askedAtMs = nowMs
        controller.abort(signal)
      } else if (nowMs - askedAtMs > ONE_SIGNAL_MS) {
        process.exit(signal === 'SIGINT' ? 130 : 143)
      }
    })
  }
  return controller.signal
}

function screenOf(stream: NodeJS.WriteStream): Screen {
  return {
    isTerminal: stream.isTTY === true,
    // A terminal that nobody has given a size says nought.
    columns: () => (stream.isTTY === true ? stream.columns || undefined : undefined),
    rows: () => (stream.isTTY === true ? stream.rows || undefined : undefined),
    write: (text) => void stream.write(text),
    paint: (tone, text) => (tone === 'plain' ? text : styleText(tone, text, { stream })),
  }
}
