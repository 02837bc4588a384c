import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { WireOperation } from '../../../../../src/http/contract.ts'
import { deriveVerdict, findForbidden, formatInstant, parseInstant, type Facts } from '../../../../../src/truth/index.ts'
import { sinceOf } from './sinceWords.ts'
import { turnedAt } from './turnedAt.ts'

const TESTDATA = new URL('../../../../../src/truth/testdata/', import.meta.url).pathname
const goldens = readdirSync(TESTDATA).map((name) => {
  const { facts } = JSON.parse(readFileSync(join(TESTDATA, name), 'utf8')) as { facts: Facts | null }
  return { name, facts, verdict: deriveVerdict(facts) }
})

describe('since when', () => {
  test('a suspicion stands since the first instant at which these facts give it, and stood ever since', () => {
    const suspected = goldens.filter(({ verdict }) => verdict.freshness === 'likely_stale')
    expect(suspected.length).toBeGreaterThan(5)
    for (const { name, facts, verdict } of suspected) {
      const since = turnedAt(facts ?? undefined, verdict)
      expect([name, since]).toEqual([name, expect.any(String)])
      const sinceMs = parseInstant(since ?? '')
      expect([name, sinceMs <= parseInstant(verdict.asOf)]).toEqual([name, true])
      expect([name, deriveVerdict(facts, formatInstant(sinceMs)).freshness]).toEqual([name, 'likely_stale'])
      expect([name, deriveVerdict(facts, formatInstant(sinceMs - 1)).freshness === 'likely_stale']).toEqual([name, false])
    }
  })

  test('nothing is claimed of a suspicion these facts do not give any more', () => {
    const { facts, verdict } = goldens.find(({ name }) => name.startsWith('worker-silent.')) ?? { facts: null, verdict: undefined }
    expect(verdict).toBeDefined()
    if (verdict === undefined || facts === null) return
    expect(turnedAt(facts, verdict)).not.toBeNull()
    expect(turnedAt(facts, { ...verdict, guidance: 'Last sign of life 9 s ago; expected every 2 s. Review worker health.' })).toBeNull()
    expect(turnedAt(undefined, verdict)).toBeNull()
  })

  test('of every golden history nothing is said that its verdict may not, and no time is made up', () => {
    for (const { name, facts, verdict } of goldens) {
      const run = facts?.run
      const operation = {
        createdAt: run?.createdAt ?? '',
        availableAt: run?.availableAt ?? null,
        startedAt: run?.startedAt ?? null,
        completedAt: run?.completedAt ?? null,
        ...(facts === null ? {} : { facts }),
      } as WireOperation
      for (const { word, at } of sinceOf(operation, verdict)) {
        expect([name, findForbidden(word, verdict.freshness)]).toEqual([name, []])
        expect([name, Number.isNaN(parseInstant(at))]).toEqual([name, false])
      }
    }
  })
})
