import { ROLES } from '../../access/actor.ts'
import { defineCommand } from '../command.ts'
import { config, json, tenants, workspace } from './flags.ts'

const name = { kind: 'text', value: 'TEXT', help: 'name as people read it; default: the short one' } as const

/** Places, people, tokens, and whether all is well. */
export const administration = [
  defineCommand({
    name: 'workspace add',
    summary: 'Add a workspace',
    words: ['SLUG'],
    options: { name, json },
    examples: ['runtruth workspace add acme --name "Acme Inc."'],
    run: async (call) => await (await import('./places.ts')).workspaceAdd(call),
  }),
  defineCommand({
    name: 'tenant add',
    summary: 'Add a tenant to a workspace',
    words: ['SLUG'],
    options: { workspace, name, json },
    examples: ['runtruth tenant add contoso --workspace acme --name Contoso'],
    run: async (call) => await (await import('./places.ts')).tenantAdd(call),
  }),
  defineCommand({
    name: 'user add',
    summary: 'Add a person; a membership gives them something to do',
    options: {
      email: { kind: 'text', value: 'E-MAIL', help: 'how they are known', required: true },
      name,
      'password-stdin': { kind: 'switch', help: 'read a first password from standard input, for signing in to the console' },
      json,
    },
    examples: [
      'runtruth user add --email dana@example.com --name Dana',
      'runtruth user add --email dana@example.com --name Dana --password-stdin',
    ],
    run: async (call) => await (await import('./people.ts')).userAdd(call),
  }),
  defineCommand({
    name: 'user password',
    summary: 'Give a person a password, the first or another one, read from standard input',
    options: { email: { kind: 'text', value: 'E-MAIL', help: 'of a user that was added before', required: true }, json },
    examples: ['runtruth user password --email dana@example.com'],
    notes: ['Their sessions end. The password is 12 to 128 characters long; a line feed at its end does not belong to it.'],
    run: async (call) => await (await import('./people.ts')).userPassword(call),
  }),
  defineCommand({
    name: 'user platform',
    summary: 'Let a person look across all workspaces, or take that back',
    options: {
      email: { kind: 'text', value: 'E-MAIL', help: 'of a user that was added before', required: true },
      revoke: { kind: 'switch', help: 'take it back' },
      json,
    },
    examples: ['runtruth user platform --email sam@example.com', 'runtruth user platform --email sam@example.com --revoke'],
    notes: ['Everything they look at across workspaces is audited. They act in none of them by it.'],
    run: async (call) => await (await import('./people.ts')).userPlatform(call),
  }),
  defineCommand({
    name: 'member add',
    summary: 'Make a person a member of a workspace, or change what they are in it',
    options: {
      email: { kind: 'text', value: 'E-MAIL', help: 'of a user that was added before', required: true },
      workspace,
      role: { kind: 'choice', choices: rolesInOrder(), help: 'what they may do (default viewer)' },
      tenant: tenants,
      json,
    },
    examples: ['runtruth member add --email dana@example.com --workspace acme --role operator --tenant contoso'],
    run: async (call) => await (await import('./people.ts')).memberAdd(call),
  }),
  defineCommand({
    name: 'token create',
    summary: 'Create an API token and print it, this once',
    options: {
      name: { kind: 'text', value: 'TEXT', help: 'what it is for', required: true },
      workspace,
      capabilities: { kind: 'text', value: 'LIST', help: 'separated by commas, or "all" (default operations.view)' },
      tenant: tenants,
      user: { kind: 'text', value: 'E-MAIL', help: 'a member it belongs to; it then never reaches further than they do' },
      days: { kind: 'number', value: 'N', min: 1, max: 3650, help: 'valid for so many days; default: until revoked' },
      json,
    },
    examples: [
      'runtruth token create --workspace acme --name "nightly export" --capabilities operations.view,operations.start',
      'export RUNTRUTH_TOKEN=$(runtruth token create --workspace acme --name shell --capabilities all)',
    ],
    notes: ['Standard output holds the token and nothing else; what is said about it goes to standard error.'],
    run: async (call) => await (await import('./tokens.ts')).tokenCreate(call),
  }),
  defineCommand({
    name: 'token revoke',
    summary: 'Take a token back, at once and for every process',
    words: ['ID'],
    options: { workspace, json },
    examples: ['runtruth token revoke 3 --workspace acme'],
    run: async (call) => await (await import('./tokens.ts')).tokenRevoke(call),
  }),
  defineCommand({
    name: 'sources',
    summary: "Somebody else's queues: when they were last looked at, what is open, what was refused",
    options: { config, json },
    examples: ['runtruth sources', 'runtruth sources --json'],
    run: async (call) => await (await import('./sources.ts')).sources(call),
  }),
  defineCommand({
    name: 'doctor',
    summary: 'Look for what would make verdicts wrong or operations stand still, and say the remedy',
    options: { config, json },
    examples: ['runtruth doctor', 'runtruth doctor --json'],
    notes: ['Exit code 5 when there is a problem.'],
    run: async (call) => await (await import('./doctor.ts')).doctor(call),
  }),
]

type RoleName = keyof typeof ROLES

function rolesInOrder(): readonly RoleName[] {
  // The record is our own and closed.
  return Object.keys(ROLES) as RoleName[]
}
