import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout as delay } from 'node:timers/promises'
import { startNode, type Started } from './startProcess.ts'

export interface Invited {
  readonly process: Started
  /** Where somebody becomes its owner. */
  readonly console: string
  readonly watch: string
}

/** `runtruth`, as whoever installed the package has it on the path. */
const index = import.meta.resolve('runtruth')
const RUNTRUTH = fileURLToPath(new URL(`cli/bin${extname(index)}`, index))

const ASK_AGAIN_MS = 100

/** `runtruth start --config FILE`, until it has said where it is. */
export async function startRuntruth(
  config: string,
  port: string,
  env: Readonly<Record<string, string>>,
  stopped: AbortSignal,
): Promise<Invited> {
  const started = startNode({ name: 'runtruth', args: [RUNTRUTH, 'start', '--config', config, '--port', port], env })
  for (;;) {
    const [, console] = /^ +Console +(\S+)$/m.exec(started.printed()) ?? []
    const [, watch] = /^ +Watch +(.+)$/m.exec(started.printed()) ?? []
    if (console !== undefined && watch !== undefined) return { process: started, console, watch }
    if (started.hasEnded()) throw new Error(`Runtruth did not start:\n${started.printed()}`)
    if (stopped.aborted) return { process: started, console: '', watch: '' }
    await delay(ASK_AGAIN_MS)
  }
}
