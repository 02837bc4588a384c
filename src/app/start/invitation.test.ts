import { expect, it } from 'vitest'
import { invitation, type Invitation } from './invitation.ts'

const START: Invitation = {
  address: 'http://127.0.0.1:7420',
  consoleAddress: 'http://127.0.0.1:7420',
  setUpPending: true,
  workspace: 'default',
  token: 'rt_secret',
  tokenFile: '/data/token.json',
  workers: [
    { name: 'worker-1', pid: 11 },
    { name: 'worker-2', pid: 12 },
  ],
  callAs: 'npx runtruth',
}

it('says where it is, how to enter, what to break and where to look', () => {
  expect(invitation(START)).toBe(`Runtruth is ready at http://127.0.0.1:7420

  Console    http://127.0.0.1:7420/setup#rt_secret
  Workspace  default
  Token      rt_secret
             kept in /data/token.json

  Watch      npx runtruth list --workspace default --watch
  Ask        curl -H 'Authorization: Bearer rt_secret' http://127.0.0.1:7420/api/v1/workspaces/default/operations
  Break      kill -9 11   # worker-1
             kill -9 12   # worker-2

Ctrl-C stops it all: running operations end, or are handed back.
`)
})

it('leads to the sign-in once somebody can, under the address that browsers use', () => {
  const text = invitation({ ...START, setUpPending: false, consoleAddress: 'https://ops.example/runtruth/' })
  expect(text).toContain('  Console    https://ops.example/runtruth/login\n')
  expect(text).not.toContain('#rt_secret')
})
