import pino, { type Logger } from 'pino'
import { RuntruthError } from './errors.ts'

export type Log = Logger

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

/** JSON lines on standard error, so that standard output stays the command's answer. */
export function createLog(level = 'info'): Log {
  if (!LOG_LEVELS.some((known) => known === level)) {
    throw new RuntruthError('invalid_config', `LOG_LEVEL is "${level}". Expected one of ${LOG_LEVELS.join(', ')}.`)
  }
  return pino({ level, base: null, redact: ['*.password', '*.token', '*.authorization'] }, pino.destination(2))
}

export const silentLog: Log = pino({ level: 'silent' })
