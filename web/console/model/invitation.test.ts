import { expect, test } from 'vitest'
import { invitationIn } from './invitation.ts'

const token = 'inv_3f9aB-_x0123456789abcdef'

test('the token of an invitation is read from the fragment, plain or by its name', () => {
  expect(invitationIn(`#${token}`)).toBe(token)
  expect(invitationIn(`#token=${token}`)).toBe(token)
})

test.each(['', '#', '#short', '#main', '#<script>alert(1)</script>', `#${'a'.repeat(513)}`])('what cannot be one is none: %s', (fragment) =>
  expect(invitationIn(fragment)).toBeNull(),
)
