import process from 'node:process'
import { defineConfig } from '../../src/app/config.ts'
import { SETUPS, SURVIVORS } from './setups.ts'
import { sourceOf, type Stores } from './sourceOf.ts'

// The bench wrote it.
const stores = JSON.parse(process.env['RACE_STORES'] ?? '{}') as Stores

export default defineConfig({
  operations: [],
  sources: SETUPS.flatMap((setup) => SURVIVORS.map((survivor) => sourceOf(setup, survivor, stores))),
})
