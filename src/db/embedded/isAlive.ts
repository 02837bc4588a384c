import process from 'node:process'

/** Whether a process of this number exists now, whoever owns it. It need not be the one that once wrote the number down. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // Not permitted to signal it means that it exists.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
