import { expect, test } from 'vitest'
import { passwordProblem } from './passwordRule.ts'

test.each(['', 'short', 'elevenchars', 'x'.repeat(129), 'aaaaaaaaaaaa'])('refused, with a sentence: %s', (password) =>
  expect(passwordProblem(password)).toMatch(/\.$/),
)

test.each(['twelve chars', 'correct horse battery staple', 'пароль из слов'])('accepted: %s', (password) =>
  expect(passwordProblem(password)).toBeNull(),
)

test('characters are counted, not the bytes they are stored in', () => {
  expect(passwordProblem('🐎🔋🐎🔋📎')).toContain('5 characters so far')
})
