import { describe, expect, test } from 'vitest'
import type { WireOperation } from '../../../src/http/contract.ts'
import { findForbidden } from '../../../src/truth/copy/forbidden.ts'
import { deriveVerdict } from '../../../src/truth/deriveVerdict.ts'
import { GOLDEN_CASES } from '../../../src/truth/testing/goldenCases.ts'
import { keepChoices, NO_CHOICES, noteShown, putAway, readChoices, type Choices } from './choices.ts'
import {
  announce,
  headlinesOf,
  HINT_KINDS,
  HINT_WORDS,
  hintKindOf,
  lastReportOf,
  nextHintChangeMs,
  PUT_AWAY,
  putAwayKey,
  selectHint,
  SUCCESS_SHOWN_MS,
  type HintItem,
  type HintKind,
} from './hint.ts'
import { pollDelayMs } from './polling.ts'

const T0 = Date.parse('2026-11-23T12:04:00Z')
const SITUATIONS: Record<HintKind, string> = {
  attention: 'worker-killed-a-millisecond-past-the-grace',
  active: 'just-queued',
  followUp: 'failed',
  finished: 'succeeded',
}

function itemOf(situation: string, id: string): HintItem {
  const golden = GOLDEN_CASES.find((given) => given.situation === situation)
  if (golden === undefined) throw new Error(`There is no golden case ${situation}.`)
  const verdict = deriveVerdict(golden.facts)
  // Only what the hint looks at.
  const operation = { id, label: 'Inventory sync', outcome: 'pending' } as WireOperation
  return { operation, verdict, kind: hintKindOf(verdict) }
}
const item = (kind: HintKind, id: string) => itemOf(SITUATIONS[kind], id)
const ids = (items: readonly HintItem[]) => items.map(({ operation }) => operation.id)
const hide = (choices: Choices, hidden: HintItem) => putAway(choices, putAwayKey(hidden))

test.each(HINT_KINDS)('an operation is recognised as %s', (kind) => {
  expect(item(kind, '1').kind).toBe(kind)
})

describe('which are shown', () => {
  test('attention before active before follow-up before success, at most three, otherwise in the order of the answer', () => {
    const all = [item('finished', '1'), item('followUp', '2'), item('active', '3'), item('active', '4'), item('attention', '5')]
    expect(ids(selectHint(all, NO_CHOICES, null, T0))).toEqual(['5', '3', '4'])
    expect(ids(selectHint(all.slice(0, 3), NO_CHOICES, null, T0))).toEqual(['3', '2', '1'])
  })

  test('what was put away makes room for the next', () => {
    const all = [item('active', '1'), item('active', '2'), item('active', '3'), item('active', '4')]
    expect(ids(selectHint(all, hide(NO_CHOICES, item('active', '2')), null, T0))).toEqual(['1', '3', '4'])
  })

  test('an operation put away while it was active is back when it needs attention, and again when that gets worse', () => {
    const active = item('active', '1')
    const stale = itemOf('a-millisecond-past-the-window', '1')
    const lost = item('attention', '1')
    const choices = hide(NO_CHOICES, active)
    expect(selectHint([active], choices, null, T0)).toEqual([])
    expect(selectHint([stale], choices, null, T0)).toEqual([stale])
    expect(selectHint([stale], hide(choices, stale), null, T0)).toEqual([])
    expect(selectHint([lost], hide(choices, stale), null, T0)).toEqual([lost])
  })
})

describe('for how long', () => {
  test('a success is shown for ten seconds, counted from when it was first shown, and does not come back', () => {
    const done = item('finished', '1')
    const noted = noteShown(noteShown(NO_CHOICES, [done], T0), [done], T0 + 5_000)
    expect(selectHint([done], noted, null, T0 + SUCCESS_SHOWN_MS - 1)).toEqual([done])
    expect(nextHintChangeMs([done], noted, T0)).toBe(T0 + SUCCESS_SHOWN_MS)
    expect(selectHint([done], noted, null, T0 + SUCCESS_SHOWN_MS)).toEqual([])
    expect(selectHint([done], noted, null, T0 + 3_600_000)).toEqual([])
  })

  test('a success that waits for its turn behind others has not been shown yet', () => {
    const shown = selectHint([item('active', '1'), item('active', '2'), item('active', '3'), item('finished', '4')], NO_CHOICES, null, T0)
    expect(noteShown(NO_CHOICES, shown, T0)).toBe(NO_CHOICES)
  })

  test('a success does not vanish under the focus or the pointer', () => {
    const done = item('finished', '1')
    expect(selectHint([done], noteShown(NO_CHOICES, [done], T0), '1', T0 + 60_000)).toEqual([done])
  })

  test('follow-up stays until it is acknowledged', () => {
    const failed = item('followUp', '1')
    const noted = noteShown(NO_CHOICES, [failed], T0)
    expect(selectHint([failed], noted, null, T0 + 86_400_000)).toEqual([failed])
    expect(selectHint([failed], hide(noted, failed), null, T0)).toEqual([])
  })

  test('a verdict that time will turn is looked at again then', () => {
    const queued = item('active', '1')
    expect(nextHintChangeMs([queued], NO_CHOICES, T0)).toBe(Date.parse(queued.verdict.nextChangeAt ?? ''))
    expect(nextHintChangeMs([item('followUp', '1')], NO_CHOICES, T0)).toBeNull()
  })
})

describe('choices', () => {
  const storageOf = (text: string | null) => {
    let kept = text
    return () => ({ getItem: () => kept, setItem: (_key: string, value: string) => void (kept = value) })
  }

  test('are read as they were kept', () => {
    const storage = storageOf(null)
    const choices = hide(noteShown(NO_CHOICES, [item('finished', '1')], T0), item('active', '3'))
    keepChoices(storage, 'acme', 'contoso', choices)
    expect(readChoices(storage, 'acme', 'contoso')).toEqual(choices)
  })

  test.each(['', 'null', '7', '{"put":1}', '{"put":[],"shownAtMs":null}'])('a storage that holds %j holds none', (text) => {
    expect(readChoices(storageOf(text), 'acme', 'contoso')).toEqual(NO_CHOICES)
  })

  test('a storage that is closed to the page loses nothing but its memory', () => {
    const closed = () => {
      throw new Error('closed')
    }
    expect(readChoices(closed, 'acme', 'contoso')).toEqual(NO_CHOICES)
    expect(() => keepChoices(closed, 'acme', 'contoso', NO_CHOICES)).not.toThrow()
  })
})

describe('what is said', () => {
  test('only verdicts that turned are announced', () => {
    const before = headlinesOf([item('active', '1'), item('active', '2')])
    expect(announce(before, [item('active', '1'), item('attention', '2'), item('attention', '3')])).toBe(
      `Inventory sync: ${item('attention', '2').verdict.headline}.`,
    )
    expect(announce(before, [item('active', '1')])).toBe('')
  })

  test('no word is forbidden in the cell it stands in', () => {
    for (const golden of GOLDEN_CASES) {
      const { verdict, kind } = itemOf(golden.situation, '1')
      const said = [verdict.headline, verdict.guidance, lastReportOf(verdict) ?? '', PUT_AWAY[kind], ...Object.values(HINT_WORDS)].join(
        '\n',
      )
      expect(findForbidden(said, verdict.freshness), golden.situation).toEqual([])
    }
  })

  test('what has stopped says its last report once', () => {
    const frozen = itemOf('frozen-progress-of-a-silent-worker', '1').verdict
    expect(lastReportOf(frozen)).toBe(`${frozen.progress.label}.`)
    expect(lastReportOf(itemOf('counting', '1').verdict)).toBeNull()
  })
})

describe('when it asks again', () => {
  const queued = item('active', '1').verdict

  test('before silence could speak against what lives', () => {
    const changeMs = Date.parse(queued.nextChangeAt ?? '')
    expect(pollDelayMs([queued], changeMs - 3_000)).toBe(2_000)
    expect(pollDelayMs([queued], changeMs - 500)).toBe(1_000)
    expect(pollDelayMs([queued], changeMs - 600_000)).toBe(4_000)
  })

  test('seldom while nothing is open', () => {
    expect(pollDelayMs([item('finished', '1').verdict], T0)).toBe(20_000)
    expect(pollDelayMs([], T0)).toBe(20_000)
  })

  test('less and less often while nobody answers, and never before the server said', () => {
    expect([1, 2, 3, 9].map((failures) => pollDelayMs([queued], T0, failures))).toEqual([4_000, 8_000, 16_000, 60_000])
    expect(pollDelayMs([queued], T0, 1, 90_000)).toBe(90_000)
  })
})
