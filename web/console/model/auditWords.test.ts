import { expect, test } from 'vitest'
import { auditSubject, auditWords } from './auditWords.ts'

test('an act is said in words, and one that is not known by its own name', () => {
  expect(auditWords('member_revoked')).toBe('Revoked a membership')
  expect(auditWords('region_moved')).toBe('region moved')
  expect(auditWords('constructor')).toBe('constructor')
})

test('whom it was done to and how far it reaches is said, and numbers are left to machines', () => {
  const granted = { user: '4', name: 'Robin', email: 'robin@example.com', role: 'operator', tenants: ['contoso', 'fabrikam'] }
  expect(auditSubject(granted)).toBe('Robin · robin@example.com · Operator · contoso, fabrikam')
  expect(auditSubject({ token: '2', name: 'CI', capabilities: ['operations.view'], tenants: null })).toBe(
    'CI · operations.view · All tenants',
  )
  expect(auditSubject({ tenant: 'contoso' })).toBe('contoso')
  expect(auditSubject({ nested: { a: 1 }, name: '', tenants: [] })).toBe('')
})
