import { describe, expect, test } from 'vitest'
import { deriveVerdict } from '../deriveVerdict.ts'
import { ago, alive, DAY, gone, HOUR, job, MINUTE, policy, reporting, running } from '../testing/exampleFacts.ts'
import type { EvidenceSignal } from '../verdict.ts'

function cell(facts: unknown, asOf?: string): string {
  const { freshness, reason } = deriveVerdict(facts, asOf)
  return `${freshness} ${reason}`
}

function says(facts: unknown, wanted: EvidenceSignal): string {
  const evidence = deriveVerdict(facts).evidence.find(({ signal }) => signal === wanted)
  return evidence?.checked === true ? evidence.supports : 'not checked'
}

const MILLISECOND = 0.001

describe('R1, a session that has ended', () => {
  test('convicts only with the heartbeat older than one beat and a second: equal is not older', () => {
    expect(cell(running({}, { worker: { ...gone, heartbeatAt: ago(3) } }))).toBe('fresh within_window')
    expect(cell(running({}, { worker: { ...gone, heartbeatAt: ago(3 + MILLISECOND) } }))).toBe('orphaned worker_session_ended')
  })

  test('convicts only with the database up for longer than the reconnect grace', () => {
    expect(cell(running({}, { worker: { ...gone, databaseUpSince: ago(15) } }))).toBe('likely_stale worker_silent')
    expect(cell(running({}, { worker: { ...gone, databaseUpSince: ago(15 + MILLISECOND) } }))).toBe('orphaned worker_session_ended')
  })

  test('convicts nobody while any of the three is not checked', () => {
    expect(cell(running({}, { worker: { ...gone, sessionHeld: null } }))).toBe('likely_stale worker_silent')
    expect(cell(running({}, { worker: { ...gone, databaseUpSince: null } }))).toBe('likely_stale worker_silent')
    expect(cell(running({}, { worker: { ...gone, heartbeatAt: null } }))).toBe('fresh within_window')
    expect(cell(running({}, { worker: { ...gone, heartbeatEveryMs: null } }))).toBe('fresh within_window')
  })

  test('is judged as it stood when it was looked for: a reader who looks away convicts nobody', () => {
    const facts = running({}, { worker: { ...gone, heartbeatAt: ago(2), observedAt: ago(0) } })
    expect(cell(facts)).toBe('fresh within_window')
    expect(cell(facts, ago(-HOUR))).toBe('likely_stale worker_silent')
  })

  test('a report dated in the future keeps it from convicting: once it lies in the past it will be a beat', () => {
    expect(cell(running({ lastProgressAt: ago(-60) }, { worker: gone }))).toBe('unknown unusable_timestamps')
  })

  test('a recent report of this attempt counts as a beat', () => {
    expect(cell(running({ lastProgressAt: ago(2) }, { worker: gone }))).toBe('fresh within_window')
    expect(cell(running({ attempt: 2, restartedAt: ago(1), lastProgressAt: ago(2) }, { worker: gone }))).toBe(
      'orphaned worker_session_ended',
    )
  })
})

describe('R1, other proof', () => {
  test('a worker registered anew convicts, and its new heartbeats say nothing about the old lease', () => {
    const facts = running({}, { worker: { ...alive, bootId: 'b2' } })
    expect(cell(facts)).toBe('orphaned worker_restarted')
    expect([says(facts, 'worker_boot'), says(facts, 'worker_heartbeat'), says(facts, 'worker_session')]).toEqual([
      'orphaned',
      'nothing',
      'nothing',
    ])
  })

  test('a boot id that is missing on either side is no proof', () => {
    expect(cell(running({}, { worker: { ...alive, bootId: null } }))).toBe('fresh within_window')
    expect(cell(running({}, { worker: { ...alive, leaseBootId: null } }))).toBe('fresh within_window')
  })

  test('a process that is gone on the same host convicts; one that exists proves only that it exists', () => {
    expect(cell(running({}, { worker: { ...alive, processAlive: false } }))).toBe('orphaned process_gone')
    expect(cell(running({}, { worker: { ...alive, heartbeatAt: ago(60), processAlive: true } }))).toBe('likely_stale worker_silent')
  })

  test('the word of the queue convicts after 5 s, unless it was spoken before this attempt began', () => {
    expect(cell(running({}, { queueJob: job('failed', 5) }))).toBe('fresh within_window')
    expect(cell(running({}, { queueJob: job('failed', 5 + MILLISECOND) }))).toBe('orphaned queue_job_failed')
    expect(cell(running({ attempt: 2, restartedAt: ago(10) }, { queueJob: job('failed', 60, 11) }))).toBe('fresh within_window')
  })

  test('active is not proof of life: it is what a dead worker leaves behind', () => {
    expect(cell(running({}, { worker: gone, queueJob: job('active', 1) }))).toBe('orphaned worker_session_ended')
    expect(cell(running({}, { policy: null, worker: null, queueJob: job('active', 1) }))).toBe('unknown uncovered_type')
  })

  test('an observation from before this attempt began convicts nobody: it saw somebody else', () => {
    const before = { ...gone, bootId: 'b0', processAlive: false, observedAt: ago(10) }
    expect(cell(running({ attempt: 2, restartedAt: ago(9) }, { worker: before }))).toBe('fresh within_window')
    expect(cell(running({ attempt: 2, restartedAt: ago(10) }, { worker: before }))).toBe('orphaned worker_restarted')
  })

  test('an observation dated further ahead than clocks disagree was not checked', () => {
    const facts = running({}, { worker: { ...gone, bootId: 'b2', processAlive: false, observedAt: ago(-5 - MILLISECOND) } })
    expect(cell(facts)).toBe('fresh within_window')
    for (const signal of ['worker_heartbeat', 'worker_session', 'worker_boot', 'worker_process'] as const) {
      expect(says(facts, signal)).toBe('not checked')
    }
  })
})

describe('R2, nothing to judge by', () => {
  test('an uncovered type needs a sign of its worker to be called healthy', () => {
    expect(cell(running({}, { policy: null, worker: null }))).toBe('unknown uncovered_type')
    expect(cell(running({}, { policy: null }))).toBe('fresh worker_alive')
    expect(cell(running({}, { policy: null, worker: { ...gone, heartbeatAt: null } }))).toBe('unknown uncovered_type')
  })

  test('a start up to 5 s ahead counts as now, further ahead it is unusable', () => {
    expect(cell(running({ startedAt: ago(-5) }))).toBe('fresh within_window')
    expect(cell(running({ startedAt: ago(-5 - MILLISECOND) }))).toBe('unknown unusable_timestamps')
  })

  test('proof comes before doubt about the times', () => {
    expect(cell(running({ startedAt: null }, { worker: gone }))).toBe('orphaned worker_session_ended')
  })
})

describe('R3, a silent worker', () => {
  test('three beats exactly are not silence, a millisecond more is', () => {
    expect(cell(running({}, { worker: { ...alive, heartbeatAt: ago(6) } }))).toBe('fresh within_window')
    expect(cell(running({}, { worker: { ...alive, heartbeatAt: ago(6 + MILLISECOND) } }))).toBe('likely_stale worker_silent')
  })

  test('silence is counted from when the database came back', () => {
    expect(cell(running({}, { worker: { ...alive, heartbeatAt: ago(60), databaseUpSince: ago(6) } }))).toBe('fresh within_window')
    expect(cell(running({}, { worker: { ...alive, heartbeatAt: ago(60), databaseUpSince: ago(6 + MILLISECOND) } }))).toBe(
      'likely_stale worker_silent',
    )
  })

  test('cannot be counted from a start of the database that cannot be read or lies in the future', () => {
    for (const databaseUpSince of ['recently', ago(-5 - MILLISECOND)]) {
      const facts = running({}, { worker: { ...alive, heartbeatAt: ago(60), databaseUpSince } })
      expect([cell(facts), says(facts, 'worker_heartbeat')]).toEqual(['fresh within_window', 'not checked'])
    }
  })

  test('applies to an uncovered type as well', () => {
    expect(cell(running({}, { policy: null, worker: { ...alive, heartbeatAt: ago(60) } }))).toBe('likely_stale worker_silent')
  })

  test('a heartbeat that cannot be read, or lies in the future, is not silence', () => {
    expect(says(running({}, { worker: { ...alive, heartbeatAt: 'now' } }), 'worker_heartbeat')).toBe('not checked')
    expect(says(running({}, { worker: { ...alive, heartbeatAt: ago(-5 - MILLISECOND) } }), 'worker_heartbeat')).toBe('not checked')
    expect(says(running({}, { worker: { ...alive, heartbeatAt: ago(-5) } }), 'worker_heartbeat')).toBe('fresh')
  })
})

describe('R4, silent progress', () => {
  test('three missed reports exactly are not silence, a millisecond more is', () => {
    expect(cell(running({ lastProgressAt: ago(90) }, { policy: reporting }))).toBe('fresh within_window')
    expect(cell(running({ lastProgressAt: ago(90 + MILLISECOND) }, { policy: reporting }))).toBe('likely_stale progress_silent')
  })

  test('a type that promises nothing owes nothing', () => {
    expect(cell(running({ lastProgressAt: ago(110) }))).toBe('fresh within_window')
  })

  test('counts from the start of the attempt until its first report', () => {
    expect(cell(running({ startedAt: ago(90) }, { policy: reporting }))).toBe('fresh within_window')
    expect(cell(running({ startedAt: ago(91) }, { policy: reporting }))).toBe('likely_stale progress_silent')
    expect(cell(running({ attempt: 2, startedAt: ago(HOUR), restartedAt: ago(60), lastProgressAt: ago(300) }, { policy: reporting }))).toBe(
      'fresh within_window',
    )
  })

  test('a database that was away explains missing reports', () => {
    const worker = { ...alive, databaseUpSince: ago(60) }
    expect(cell(running({ startedAt: ago(HOUR / 4), lastProgressAt: ago(300) }, { policy: reporting, worker }))).toBe('fresh within_window')
  })
})

describe('R5, past the running window', () => {
  const late = { createdAt: ago(DAY), startedAt: ago(30 * MINUTE + MILLISECOND) }

  test('equal is inside, a millisecond more is outside', () => {
    expect(cell(running({ startedAt: ago(30 * MINUTE) }))).toBe('fresh within_window')
    expect(cell(running(late))).toBe('likely_stale past_running_window')
  })

  test('a report within the last quarter of the window keeps it fresh: slow is not stale', () => {
    expect(cell(running({ ...late, lastProgressAt: ago(7.5 * MINUTE) }))).toBe('fresh within_window')
    expect(cell(running({ ...late, lastProgressAt: ago(7.5 * MINUTE + MILLISECOND) }))).toBe('likely_stale past_running_window')
  })

  test('each attempt has its own window', () => {
    expect(cell(running({ ...late, attempt: 2, restartedAt: ago(MINUTE) }))).toBe('fresh within_window')
  })
})

test('where several suspicions match, the first rule names the reason', () => {
  const late = { createdAt: ago(DAY), startedAt: ago(DAY), lastProgressAt: ago(HOUR) }
  expect(cell(running(late, { policy: reporting, worker: { ...alive, heartbeatAt: ago(60) } }))).toBe('likely_stale worker_silent')
  expect(cell(running(late, { policy: reporting }))).toBe('likely_stale progress_silent')
})

test('R6 comes last: inside its window with nothing against it, with or without a worker record', () => {
  expect(cell(running())).toBe('fresh within_window')
  expect(cell(running({}, { worker: null }))).toBe('fresh within_window')
  expect(cell(running({ startedAt: ago(90 * DAY) }, { policy: { ...policy, runningWindowMs: null } }))).toBe('fresh worker_alive')
})
