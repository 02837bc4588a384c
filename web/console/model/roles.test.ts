import { expect, test } from 'vitest'
import type { Capability, Role } from '../../../src/http/contract.ts'
import { CAPABILITY_MEANS, givable, mayDo, roleLabel } from './roles.ts'

// Every capability has a meaning, so the record knows them all.
const all = Object.keys(CAPABILITY_MEANS) as Capability[]
const ROLES = {
  owner: all,
  operator: ['operations.view', 'operations.start', 'operations.cancel', 'operations.retry', 'operations.reconcile'],
  support: ['operations.view', 'operations.raw'],
  viewer: ['operations.view'],
} as const satisfies Record<Role, readonly Capability[]>

test('a role says what it may do, in one sentence', () => {
  expect(mayDo(ROLES.viewer)).toBe('May see operations.')
  expect(mayDo(ROLES.support)).toBe('May see operations and reveal raw payloads.')
  expect(mayDo(ROLES.operator)).toBe('May see operations, start them, cancel them, retry them and have them reconciled.')
  expect(mayDo([])).toBe('May do nothing here.')
})

test('a role that is not known here keeps its own name', () => {
  expect(roleLabel('owner')).toBe('Owner')
  expect(roleLabel('auditor')).toBe('auditor')
  expect(roleLabel('constructor')).toBe('constructor')
})

test('only roles are offered that hold nothing beyond what the giver holds', () => {
  const roles = Object.entries(ROLES).map(([role, capabilities]) => ({ role, capabilities }))
  expect(givable(roles, [...ROLES.operator, 'members.manage']).map(({ role }) => role)).toEqual(['operator', 'viewer'])
  expect(givable(roles, ROLES.owner)).toHaveLength(roles.length)
})
