import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout as delay } from 'node:timers/promises'
import { startNode, type Started } from './startProcess.ts'

/** What `runtruth start` says when it is ready. */
export interface Invitation {
  /** Where somebody becomes its owner. */
  readonly console: string
  readonly watch: string
}

/** `runtruth`, as whoever installed the package has it on the path. */
const index = import.meta.resolve('runtruth')
export const RUNTRUTH = fileURLToPath(new URL(`cli/bin${extname(index)}`, index))

const ASK_AGAIN_MS = 100

/** `runtruth start --config FILE`. `invited` is never answered where it ends before it is ready. */
export function startRuntruth(config: string, port: string, env: Readonly<Record<string, string>>) {
  const started = startNode({ name: 'Runtruth', args: [RUNTRUTH, 'start', '--config', config, '--port', port], env })
  return { process: started, invited: invitationOf(started) }
}

async function invitationOf(started: Started): Promise<Invitation> {
  for (;;) {
    const [, console] = /^ +Console +(\S+)$/m.exec(started.printed()) ?? []
    const [, watch] = /^ +Watch +(.+)$/m.exec(started.printed()) ?? []
    if (console !== undefined && watch !== undefined) return { console, watch }
    if (started.hasEnded()) await new Promise(() => {})
    await delay(ASK_AGAIN_MS)
  }
}
