import type { Facts } from './facts.ts'
import { judge } from './freshness.ts'
import type { Judgement } from './judgement.ts'
import { momentAt, type Moment } from './moment.ts'
import { isSound, readFacts, stamp, type ReadFacts, type Stamp } from './readFacts.ts'

export interface JudgedFacts {
  readonly read: ReadFacts
  /** Null: no usable evaluation time was given, and the facts bring none. */
  readonly at: Stamp | null
  readonly moment: Moment
  readonly judgement: Judgement
}

/** The one road from facts of any shape to a judgement, for whoever needs its words and whoever needs only its cell. Never throws. */
export function judgeFacts(facts: Facts | unknown, asOf: string | undefined): JudgedFacts {
  let read: ReadFacts
  try {
    read = readFacts(facts)
  } catch {
    // Only an object that throws when it is read gets here: plain JSON cannot.
    read = readFacts(null)
  }
  const at = evaluationTime(read, asOf)
  const moment = momentAt(at?.ms ?? Number.NaN)
  return { read, at, moment, judgement: judge(read, moment) }
}

function evaluationTime(read: ReadFacts, asOf: string | undefined): Stamp | null {
  const given = stamp(asOf)
  if (isSound(given)) return given
  return isSound(read.asOf) ? read.asOf : null
}
