import { expect, it } from 'vitest'
import { problemOfSignIn } from './signInConfig.ts'

const STAFF = { id: 'staff', label: 'Staff', issuer: 'https://login.example/realms/staff', clientId: 'runtruth', clientSecret: 'hush' }

it('a config file may say nothing about sign-in, or name providers', () => {
  for (const signIn of [undefined, {}, { oidc: [] }, { oidc: [STAFF, { ...STAFF, id: 'partners', trustEmail: true }] }])
    expect(problemOfSignIn(signIn)).toBeNull()
})

it.each([
  ['staff', 'has signIn, which is missing or not an object'],
  [{ oidc: STAFF }, 'has signIn.oidc, which is missing or not a list'],
  [{ saml: [] }, 'has a member of signIn that is not known: saml'],
  [{ oidc: [{ ...STAFF, id: 'Our Staff' }] }, 'has signIn.oidc[0].id, which is not lower-case letters, digits and dashes'],
  [
    { oidc: [STAFF, { ...STAFF, issuer: 'login.example' }] },
    'has signIn.oidc[1].issuer, which is not an address like https://login.example',
  ],
  [{ oidc: [{ ...STAFF, clientSecret: undefined }] }, 'has signIn.oidc[0].clientSecret, which is missing or not a text'],
  [{ oidc: [STAFF, STAFF] }, 'has two providers with the id staff'],
])('what does not fit is named, without its value', (signIn, problem) => {
  expect(problemOfSignIn(signIn)).toBe(problem)
  expect(problem).not.toContain('hush')
})
