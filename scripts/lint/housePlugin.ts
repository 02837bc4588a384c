/** The rules of this house that no published plugin has. Each is switched on in .oxlintrc.json and proven to fire by test/house. */
import { importBoundaries } from './rules/importBoundaries.ts'
import { longFileHeader } from './rules/longFileHeader.ts'
import { noProcessExit } from './rules/noProcessExit.ts'
import { oneClock } from './rules/oneClock.ts'
import { oneVoice } from './rules/oneVoice.ts'
import { oneWriter } from './rules/oneWriter.ts'
import { reasonedCast } from './rules/reasonedCast.ts'

export default {
  meta: { name: 'house' },
  rules: {
    'import-boundaries': importBoundaries,
    'long-file-header': longFileHeader,
    'no-process-exit': noProcessExit,
    'one-clock': oneClock,
    'one-voice': oneVoice,
    'one-writer': oneWriter,
    'reasoned-cast': reasonedCast,
  },
}
