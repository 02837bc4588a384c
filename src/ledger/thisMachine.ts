import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

export interface Machine {
  readonly host: string
  /**
   * Names one boot of one machine *and* one space of process ids: two containers share the boot id, and a process id of
   * one says nothing in the other. Null where the system does not tell, and then process ids are not compared.
   */
  readonly bootId: string | null
}

function readMachine(): Machine {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    return { host: hostname(), bootId: `${boot} ${readlinkSync('/proc/self/ns/pid')}` }
  } catch {
    return { host: hostname(), bootId: null }
  }
}

export const thisMachine: Machine = readMachine()

/** Whether a process lives on this machine; null when it cannot be told from here. A recycled id reads as alive: no proof. */
export function isProcessAlive(at: { host: string; machineBootId: string | null; pid: number }): boolean | null {
  if (thisMachine.bootId === null || at.host !== thisMachine.host || at.machineBootId !== thisMachine.bootId) return null
  try {
    process.kill(at.pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH' ? false : true
  }
}
