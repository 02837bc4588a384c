import { describe, expect, test } from 'vitest'
import { loginFor, safeReturn } from './safeReturn.ts'

describe('where one is taken after signing in', () => {
  test.each(['/admin/workspaces/acme/operations', '/admin/workspaces/acme/operations?tenant=contoso&q=a%2Fb', '/admin'])(
    'an address of the console is gone back to: %s',
    (to) => expect(safeReturn(to)).toBe(to),
  )

  test.each([
    null,
    '',
    'admin',
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/admin\\..\\',
    'javascript:alert(1)',
    ' /admin/workspaces',
  ])('anything else leads home: %j', (to) => expect(safeReturn(to)).toBe('/admin'))

  test.each(['/', '/login', '/login?to=%2Flogin', '/setup#token'])('the door does not lead to itself: %s', (to) =>
    expect(safeReturn(to)).toBe('/admin'),
  )
})

test('the way back is written on the door, unless it is the one everybody takes', () => {
  expect(loginFor('/admin')).toBe('/login')
  expect(loginFor('/admin/workspaces/acme/operations?q=a')).toBe('/login?to=%2Fadmin%2Fworkspaces%2Facme%2Foperations%3Fq%3Da')
})
