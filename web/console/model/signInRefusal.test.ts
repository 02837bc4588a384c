import { expect, test } from 'vitest'
import { ApiProblem } from '../api/problem.ts'
import { providerRefusal, signInRefusal } from './signInRefusal.ts'

test('a wrong password and an unknown address read the same', () => {
  const wrong = signInRefusal(new ApiProblem(401, 'INVALID_EMAIL_OR_PASSWORD', 'Invalid email or password'))
  expect(wrong).toBe('That e-mail address and password do not belong together.')
  expect(signInRefusal(new ApiProblem(404, 'not_found', 'No such user'))).toBe(wrong)
})

test('throttled attempts say when to try again', () => {
  expect(signInRefusal(new ApiProblem(429, 'rate_limited', 'Too many', 48_000))).toBe('Too many attempts. Try again in 48 s.')
  expect(signInRefusal(new ApiProblem(429, 'rate_limited', 'Too many', 200))).toBe('Too many attempts. Try again in 1 s.')
  expect(signInRefusal(new ApiProblem(429, 'rate_limited', 'Too many'))).toBe('Too many attempts. Wait a minute, then try again.')
})

test('what is no fault of the visitor is said as the server says it', () => {
  expect(signInRefusal(new ApiProblem(503, 'database_unavailable', 'PostgreSQL cannot be reached now.'))).toBe(
    'PostgreSQL cannot be reached now.',
  )
})

test('a provider that signed nobody in is told from a visitor who turned back', () => {
  expect(providerRefusal(null)).toBeNull()
  expect(providerRefusal('cancelled')).toContain('cancelled')
  expect(providerRefusal('unverified_email')).toContain('Verify it')
  expect(providerRefusal('<b>Send your password to')).toBe(providerRefusal('failed'))
})
