import type { WireSources } from '../../../../../src/http/contract.ts'
import { formatAge, formatNumber } from '../../../../../src/truth/durations.ts'

type Source = WireSources['sources'][number]

/** Whether somebody looks at the queue, and what follows if nobody does. */
export function lookedWords({ lookedAgoMs, followed, open }: Source): string {
  if (lookedAgoMs === null) return 'Nobody has ever looked at it.'
  const looked = `Looked at ${formatAge(lookedAgoMs)} ago`
  const standing = open === 0 ? 'No operation of it is open.' : `${count(open, 'operation of it is', 'operations of it are')} open.`
  return followed ? `${looked}. ${standing}` : `${looked}; what it said of workers is not checked any more. ${standing}`
}

/** What of it belongs to no workspace, and mostly why; null: nothing. */
export function heldWords({ refused, refusedBecause }: Source): string | null {
  if (refused === 0) return null
  const jobs = `${count(refused, 'job was', 'jobs were')} refused`
  return refusedBecause === null ? `${jobs}.` : `${jobs}, ${refused === 1 ? 'because' : 'most of them because'}: ${refusedBecause}`
}

export function caughtUpWords({ catchUp, discovered }: Source): string {
  const jobs = count(discovered, 'job', 'jobs')
  if (catchUp === 'wanted') return 'Is to be read whole; nobody has begun.'
  return catchUp === 'under_way' ? `Being read whole, ${jobs} so far.` : `Read whole, ${jobs}.`
}

function count(number: number, one: string, many: string): string {
  return `${formatNumber(number)} ${number === 1 ? one : many}`
}
