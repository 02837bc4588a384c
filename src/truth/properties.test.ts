import fc from 'fast-check'
import { describe, test } from 'vitest'
import { TRUTH_PROPERTIES } from './testing/properties.ts'

const seed = Number(process.env.TRUTH_SEED ?? (Math.random() * 2 ** 31) | 0)

describe(`truth properties, TRUTH_SEED=${seed}`, () => {
  for (const { title, property } of TRUTH_PROPERTIES) {
    test(title, () => {
      console.info(`seed ${seed}: ${title}`)
      fc.assert(property, { seed, numRuns: 500 })
    })
  }
})
