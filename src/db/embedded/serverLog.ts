import { closeSync, existsSync, fstatSync, openSync, readFileSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'

const ROTATE_ABOVE_BYTES = 10 * 1024 * 1024

export type ServerLog = {
  file: string
  fd: number
  /** What the server wrote since this log was opened. */
  written(): string
  close(): void
}

/** Opened by us and handed down, so that the server needs no rights on the file. One older log is kept. */
export function openServerLog(dataDir: string): ServerLog {
  const file = join(dataDir, 'postgres.log')
  if (existsSync(file) && statSync(file).size > ROTATE_ABOVE_BYTES) renameSync(file, `${file}.1`)
  const fd = openSync(file, 'a', 0o600)
  const start = fstatSync(fd).size
  return {
    file,
    fd,
    written: () => readFileSync(file).subarray(start).toString('utf8'),
    close: () => closeSync(fd),
  }
}
