import { describe, expect, test } from 'vitest'
import { findForbidden } from './copy/forbidden.ts'
import { RECONCILIATION_REASON_LABELS } from './copy/labels.ts'
import { deriveVerdict } from './deriveVerdict.ts'
import { RECONCILIATION_REASONS } from './facts.ts'
import { alreadyQueuedToast, presentNotification, queuedToast } from './operationPresenter.ts'
import { ago, alive, completed, queued, running } from './testing/exampleFacts.ts'
import { FRESHNESS_STATES } from './verdict.ts'

describe('next step', () => {
  test('points at the operation’s page, with every part encoded', () => {
    const { nextStep } = deriveVerdict(completed({ outcome: 'failed', workspace: 'a/b ü', id: '47?11' }))
    expect(nextStep?.href).toBe('/admin/workspaces/a%2Fb%20%C3%BC/operations/47%3F11')
  })

  test('has no address where the workspace is not known, and survives text that is no text', () => {
    expect(deriveVerdict(completed({ outcome: 'failed', workspace: null })).nextStep).toEqual({ label: 'Review failure', href: null })
    expect(deriveVerdict(completed({ outcome: 'failed', workspace: '\ud800' })).nextStep?.href).toContain('%EF%BF%BD')
  })
})

describe('attempts and cancellation', () => {
  test('attempts are counted wherever there may be several, and nowhere else', () => {
    expect(deriveVerdict(running({ attempt: 2, maxAttempts: 3 })).guidance).toContain('Attempt 2 of 3.')
    expect(deriveVerdict(completed({ outcome: 'failed', attempt: 3, maxAttempts: 3 })).guidance).toContain('Attempt 3 of 3.')
    expect(deriveVerdict(running({ attempt: 1, maxAttempts: 1 })).guidance).not.toContain('Attempt')
    expect(deriveVerdict(queued({ attempt: 0, maxAttempts: 3 })).guidance).not.toContain('Attempt')
  })

  test('a later attempt that is scheduled says when it starts', () => {
    expect(deriveVerdict(queued({ attempt: 1, maxAttempts: 3, availableAt: ago(-30) })).guidance).toMatch(
      /^Attempt 2 of 3 starts at 12:04:30 UTC\./,
    )
  })

  test('a request to cancel is said while it is open, with its time', () => {
    const asked = { cancelRequestedAt: ago(30) }
    const silent = { worker: { ...alive, heartbeatAt: ago(60) } }
    for (const facts of [queued(asked), running(asked), running(asked, silent), queued(asked, { policy: null })]) {
      expect(deriveVerdict(facts).guidance).toContain('Cancellation was asked for at 12:03:30 UTC.')
    }
  })
})

test('every reconciliation reason is explained by its operator label', () => {
  for (const reason of RECONCILIATION_REASONS) {
    const reconciliation = { reason, at: ago(60), by: 'reconciler', rule: null, because: null, amendedAt: null }
    expect(deriveVerdict(completed({ outcome: 'failed', reconciliation })).guidance).toContain(`${RECONCILIATION_REASON_LABELS[reason]}.`)
  }
})

test('toasts claim nothing that any cell forbids', () => {
  for (const { headline, guidance } of [queuedToast('Inventory sync'), alreadyQueuedToast('Inventory sync')]) {
    expect(headline).toContain('Inventory sync')
    for (const freshness of FRESHNESS_STATES) expect(findForbidden(`${headline} ${guidance}`, freshness)).toEqual([])
  }
})

test('a notification says what the verdict says, under the name of the operation', () => {
  const verdict = deriveVerdict(completed({ outcome: 'failed' }))
  expect(presentNotification('Inventory sync', verdict)).toEqual({
    headline: 'Inventory sync: Failed',
    guidance: verdict.guidance,
    nextStep: verdict.nextStep,
  })
})
