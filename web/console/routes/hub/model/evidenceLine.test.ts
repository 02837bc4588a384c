import { expect, test } from 'vitest'
import { GOLDEN, golden } from '../testing/golden.ts'
import { evidenceLine, strongestEvidence } from './evidenceLine.ts'

test('whatever asks for attention while it is open stands on a signal that supports it', () => {
  for (const { situation, shown } of GOLDEN) {
    if (shown.verdict.problem !== 'active_stale_attention') continue
    const evidence = strongestEvidence(shown.verdict)
    expect([situation, evidence?.checked, evidence?.supports]).toEqual([
      situation,
      true,
      shown.verdict.freshness === 'orphaned' ? 'orphaned' : 'stale',
    ])
  }
})

test('the line has clocks instead of instants, and the beginnings of identities', () => {
  const line = evidenceLine(golden('worker-silent').verdict)
  expect(line).toMatch(/^Worker heartbeat: .*\d\d:\d\d:\d\d.*, threshold 6 s\. Raises suspicion\.$/)
  for (const { shown } of GOLDEN) expect(evidenceLine(shown.verdict) ?? '').not.toMatch(/\d{4}-\d{2}-\d{2}T|[\da-f]{8}-[\da-f]{4}-/)
})

test('what is calm, or has ended, has no such line', () => {
  expect(evidenceLine(golden('just-started').verdict)).toBeNull()
  expect(evidenceLine(golden('failed').verdict)).toBeNull()
})
