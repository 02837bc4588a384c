/**
 * Brings up one of the examples: `npm run example -- pg-boss [--port 7420] [--tracked]`. Everything it starts, and everything that is written, is gone
 * when it ends.
 */
import process from 'node:process'
import { parseArgs } from 'node:util'
import { QUEUE_EXAMPLES } from './runner/examples.ts'
import { playQueue } from './runner/playQueue.ts'
import { playShell } from './runner/playShell.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { port: { type: 'string', default: '7420' }, tracked: { type: 'boolean', default: false } },
})
const [name = ''] = positionals
const queue = QUEUE_EXAMPLES[name]
const SHELL = 'external-shell'

/** npm hands a signal on that its child already had from the terminal; two within this time are one. */
const ONE_SIGNAL_MS = 500
const asked = new AbortController()
let isHurried = false
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // What was started sees its standard input end, and leaves as well.
    if (isHurried) process.exit(130)
    asked.abort()
    setTimeout(() => (isHurried = true), ONE_SIGNAL_MS).unref()
  })
}

if (queue === undefined && name !== SHELL) {
  const known = [...Object.keys(QUEUE_EXAMPLES), SHELL].join(', ')
  process.stderr.write(`${name === '' ? 'Name an example' : `There is no example ${name}`}: ${known}.\n`)
  process.exitCode = 2
} else {
  const play = { ...values, stopped: asked.signal, say: (line: string) => void process.stdout.write(`${line}\n`) }
  try {
    await (queue === undefined ? playShell(name, play) : playQueue(name, queue, play))
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  }
}
