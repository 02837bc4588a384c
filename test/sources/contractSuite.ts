import { describe } from 'vitest'
import { describeAbsence } from './contract/absence.ts'
import { describeFollowing } from './contract/following.ts'
import { describeTouch } from './contract/touch.ts'
import { describeWaiting } from './contract/waiting.ts'
import { describeWords } from './contract/words.ts'
import { describeWorkers } from './contract/workers.ts'
import type { Abilities, OpenStand } from './sourceStand.ts'

/**
 * What every source promises, against a real store with real workers of its own, whatever the queue. What a queue cannot
 * do or say is in `can`; the suite then asks that the source says nothing about it.
 */
export function describeSource(name: string, can: Abilities, openStand: OpenStand): void {
  describe(`the source ${name}`, { timeout: 120_000 }, () => {
    describeWords({ can, openStand })
    describeAbsence({ can, openStand })
    describeFollowing({ can, openStand })
    describeWaiting({ can, openStand })
    describeWorkers({ can, openStand })
    describeTouch({ can, openStand })
  })
}
