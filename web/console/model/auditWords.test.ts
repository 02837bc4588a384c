import { expect, test } from 'vitest'
import { auditSubject, auditWords } from './auditWords.ts'

test('an act is said in words, and one that is not known by its own name', () => {
  expect(auditWords('member_revoked')).toBe('Revoked a membership')
  expect(auditWords('webhook_secret_rotated')).toBe('webhook secret rotated')
  expect(auditWords('constructor')).toBe('constructor')
})

test('what was recorded with it is shown as far as it is text', () => {
  expect(auditSubject({ email: 'dana@example.com', role: 'operator', tenants: ['contoso', 'fabrikam'], userId: 4 })).toBe(
    'dana@example.com · operator · contoso, fabrikam',
  )
  expect(auditSubject({ tenants: null, nested: { a: 1 }, empty: '', none: [] })).toBe('')
})
