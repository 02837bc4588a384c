/** Long because it is one table: what every route needs, answers and refuses. */
import { randomUUID } from 'node:crypto'
import type { Capability } from '../../src/access/actor.ts'
import { insertPerson } from '../desk/support.ts'
import { insertRunHistory } from '../support/factories.ts'
import type { Fixture } from '../support/fixture.ts'
import { insertDelivery, insertWebhook } from '../support/webhookFactories.ts'

const LEASE = randomUUID()

/** One row per documented route inside a workspace. */
export interface Row {
  readonly route: string
  readonly capability: Capability
  /** What it is about, of the tenant contoso; absent where the route names nothing. */
  readonly about?: (fixture: Fixture) => Promise<string>
  /** The same in another workspace, where it is not an operation. */
  readonly foreign?: (fixture: Fixture) => Promise<string>
  readonly query?: string
  readonly body?: Record<string, unknown>
  /** Bodies and queries that do not fit, beside those that fit nowhere. */
  readonly malformed?: readonly { readonly query?: string; readonly body?: unknown; readonly names: RegExp }[]
  readonly answers: number
}

const failed = async (fixture: Fixture) =>
  (await insertRunHistory(fixture.owner, fixture.acme, { status: 'completed', outcome: 'failed' })).id
const queued = async (fixture: Fixture) => (await insertRunHistory(fixture.owner, fixture.acme)).id
const running = async (fixture: Fixture) =>
  (await insertRunHistory(fixture.owner, fixture.acme, { status: 'running', lease: LEASE, worker: 'shell' })).id
const withFile = async (fixture: Fixture) => {
  const { id } = await insertRunHistory(fixture.owner, fixture.acme, { status: 'completed', outcome: 'succeeded' })
  await fixture.owner.query(
    `insert into runtruth.artifacts (workspace_id, run_id, file_name, media_type) values ($1, $2, 'all of it.csv', 'text/csv')`,
    [fixture.acme.id, id],
  )
  await fixture.owner.query(
    `insert into runtruth.artifact_chunks (workspace_id, run_id, chunk, content) values ($1, $2, 0, 'a,b'), ($1, $2, 1, E'\\n1,2')`,
    [fixture.acme.id, id],
  )
  return id
}

let made = 0
/** Reaches contoso alone, so that whoever reaches fabrikam alone is not told. */
const aMember = (workspace: 'acme' | 'globex', tenant: string) => async (fixture: Fixture) => {
  const { id } = await insertPerson(fixture, fixture[workspace], `Somebody${(made += 1)}`, { capabilities: [], tenants: [tenant] })
  return id
}
const aToken = (workspace: 'acme' | 'globex', tenant: string) => async (fixture: Fixture) => {
  const { id, tenants } = fixture[workspace]
  const { rows } = await fixture.owner.query<{ id: string }>(
    `insert into runtruth.tokens (workspace_id, name, hash, capabilities, all_tenants, tenant_ids)
     values ($1, 'to be revoked', sha256($2), '{}', false, array[$3::integer]) returning id::text`,
    [id, randomUUID(), tenants[tenant]],
  )
  return rows[0]?.id ?? ''
}
const aWebhook = (workspace: 'acme' | 'globex', tenant: string) => async (fixture: Fixture) => {
  const { tenants } = fixture[workspace]
  return await insertWebhook(fixture.owner, fixture[workspace], { tenantIds: [tenants[tenant] ?? 0] })
}
const aDelivery = (workspace: 'acme' | 'globex', tenant: string) => async (fixture: Fixture) => {
  return await insertDelivery(fixture.owner, fixture[workspace], await aWebhook(workspace, tenant)(fixture))
}
const aTenant = async (fixture: Fixture) => {
  const slug = `tenant-${(made += 1)}`
  await fixture.owner.query('insert into runtruth.tenants (workspace_id, slug, name) values ($1, $2, $2)', [fixture.acme.id, slug])
  return slug
}

const BAD_LIMITS = [
  { query: 'limit=0', names: /limit is "0"\. Expected a whole number from 1 to 200/ },
  { query: 'limit=201', names: /limit is "201"/ },
  { query: 'limit=many', names: /limit is "many"/ },
  { query: 'limit=1&limit=2', names: /limit is \["1","2"\]/ },
  { query: 'cursor=4711', names: /cursor is "4711"\. Expected the next of an earlier page/ },
]
const BAD_LEASES = [
  { body: { attempt: 1 }, names: /lease is missing/ },
  { body: { attempt: 0, lease: LEASE }, names: /attempt is 0\. Expected 1 or more/ },
  { body: { attempt: 1.5, lease: LEASE }, names: /attempt is 1\.5\. Expected a whole number/ },
  { body: { attempt: 1, lease: 'mine' }, names: /lease is "mine"/ },
]

export const ROWS: readonly Row[] = [
  { route: 'GET ', capability: 'operations.view', answers: 200 },
  {
    route: 'GET /operations',
    capability: 'operations.view',
    query: 'limit=5',
    malformed: [
      ...BAD_LIMITS,
      { query: 'status=stale', names: /status is "stale"\. Expected one of queued, running, completed/ },
      { query: 'outcome=won', names: /outcome is "won"/ },
      { query: 'problem=big', names: /problem is "big"/ },
      { query: 'freshness=ripe', names: /freshness is "ripe"/ },
      { query: 'from=yesterday', names: /from is "yesterday"\. Expected a date/ },
      { query: 'to=2026-13-01', names: /to is "2026-13-01"/ },
      { query: 'endedSince=today', names: /endedSince is "today"\. Expected a date/ },
      { query: 'type=', names: /type is ""\. Expected at least 1 character/ },
      { query: 'q=%00', names: /q contains a NUL character/ },
      { query: `q=${'x'.repeat(201)}`, names: /Expected at most 200 characters/ },
    ],
    answers: 200,
  },
  {
    route: 'GET /operations/counts',
    capability: 'operations.view',
    query: 'endedSince=2026-11-23',
    malformed: [
      { query: 'tenant=', names: /tenant is ""/ },
      { query: 'endedSince=today', names: /endedSince is "today"\. Expected a date/ },
    ],
    answers: 200,
  },
  {
    route: 'GET /operations/{id}',
    capability: 'operations.view',
    about: queued,
    query: 'include=facts',
    malformed: [{ query: 'include=everything', names: /include is "everything"\. Expected facts/ }],
    answers: 200,
  },
  { route: 'GET /operations/{id}/events', capability: 'operations.view', about: queued, malformed: BAD_LIMITS, answers: 200 },
  { route: 'GET /operations/{id}/facts', capability: 'operations.raw', about: queued, answers: 200 },
  { route: 'GET /operations/{id}/download', capability: 'operations.view', about: withFile, answers: 200 },
  {
    route: 'GET /operations/{id}/related',
    capability: 'operations.view',
    about: queued,
    query: 'include=facts',
    malformed: [{ query: 'include=everything', names: /include is "everything"\. Expected facts/ }],
    answers: 200,
  },
  { route: 'GET /operations/{id}/raw', capability: 'operations.raw', about: queued, answers: 200 },
  { route: 'GET /notifications', capability: 'operations.view', query: 'limit=5&include=facts', malformed: BAD_LIMITS, answers: 200 },
  {
    route: 'POST /notifications/read',
    capability: 'operations.view',
    body: { ids: ['4711'] },
    malformed: [
      { body: {}, names: /Expected ids, or all: true/ },
      { body: { ids: ['1'], all: true }, names: /Expected ids, or all: true/ },
      { body: { ids: [] }, names: /ids is \[\]\. Expected 1 or more/ },
      { body: { ids: ['one'] }, names: /ids\.0 is "one"\. Expected a number as text/ },
      { body: { all: false }, names: /all is false\. Expected true/ },
    ],
    answers: 200,
  },
  {
    route: 'GET /activity',
    capability: 'operations.view',
    query: 'limit=12',
    malformed: [{ query: 'limit=13', names: /limit is "13"\. Expected a whole number from 1 to 12/ }],
    answers: 200,
  },
  {
    route: 'GET /stream',
    capability: 'operations.view',
    query: 'tenant=contoso',
    malformed: [
      { query: 'tenant=', names: /tenant is ""/ },
      { query: 'lastEventId=', names: /lastEventId is ""/ },
    ],
    answers: 200,
  },
  {
    route: 'POST /operations',
    capability: 'operations.start',
    body: { type: 'inventory.sync', tenant: 'contoso', input: { path: '/srv' } },
    malformed: [
      { body: {}, names: /type is missing\. Expected a text/ },
      { body: { type: 7 }, names: /type is 7\. Expected a text/ },
      { body: { type: 'no.such', input: {} }, names: /no operation type "no\.such"/ },
      { body: { type: 'inventory.sync', input: {} }, names: /input of inventory\.sync does not fit.*path/ },
      { body: { type: 'inventory.sync', input: { path: 'a\0b' } }, names: /input\.path contains a NUL character/ },
      { body: { type: 'inventory.sync', input: { path: '\ud800' } }, names: /half of a surrogate pair/ },
      { body: { type: 'inventory.sync', input: nested(80) }, names: /nested more than 64 levels/ },
      { body: { type: 'inventory.sync', input: { path: '/' }, idempotencyKey: '' }, names: /idempotencyKey is ""/ },
      {
        body: { type: 'inventory.sync', input: { path: '/' }, priority: 1 },
        names: /priority is not known here\. Known are type, tenant, input, idempotencyKey/,
      },
    ],
    answers: 201,
  },
  { route: 'POST /operations/{id}/cancel', capability: 'operations.cancel', about: queued, answers: 200 },
  { route: 'POST /operations/{id}/retry', capability: 'operations.retry', about: failed, answers: 201 },
  {
    route: 'POST /operations/{id}/reconcile',
    capability: 'operations.reconcile',
    about: queued,
    body: { dryRun: true },
    malformed: [{ body: { dryRun: 'yes' }, names: /dryRun is "yes"\. Expected true or false/ }],
    answers: 200,
  },
  { route: 'GET /members', capability: 'members.manage', answers: 200 },
  {
    route: 'POST /members',
    capability: 'members.manage',
    body: { email: 'erin@example.com', name: 'Erin', role: 'operator', tenants: ['contoso'] },
    malformed: [
      { body: {}, names: /email is missing\. .*role is missing.*tenants is missing/ },
      { body: { email: 'erin', name: 'Erin', role: 'viewer', tenants: null }, names: /email is "erin"\. Expected an e-mail address/ },
      { body: { email: 'new@example.com', role: 'viewer', tenants: null }, names: /no user new@example\.com yet, and name is missing/ },
      { body: { email: 'a@b.example', name: 'A', role: 'god', tenants: null }, names: /role is "god"\. Expected one of owner, operator/ },
      { body: { email: 'a@b.example', name: 'A', role: 'viewer', tenants: [] }, names: /tenants is \[\]\. Expected 1 or more/ },
    ],
    answers: 200,
  },
  {
    route: 'POST /members/{id}/revoke',
    capability: 'members.manage',
    about: aMember('acme', 'contoso'),
    foreign: aMember('globex', 'initech'),
    answers: 200,
  },
  { route: 'GET /tenants', capability: 'members.manage', answers: 200 },
  {
    route: 'POST /tenants',
    capability: 'members.manage',
    body: { slug: 'umbrella', name: 'Umbrella' },
    malformed: [
      { body: { name: 'x' }, names: /slug is missing/ },
      { body: { slug: 'Not A Slug', name: 'x' }, names: /slug is "Not A Slug"\. Expected lower-case letters/ },
      { body: { slug: '-', name: 'x' }, names: /slug is "-"/ },
      { body: { slug: 'x', name: '' }, names: /name is ""/ },
    ],
    answers: 201,
  },
  {
    route: 'POST /tenants/{tenant}/suspend',
    capability: 'members.manage',
    about: aTenant,
    foreign: async () => await Promise.resolve('initech'),
    answers: 200,
  },
  {
    route: 'POST /tenants/{tenant}/resume',
    capability: 'members.manage',
    about: aTenant,
    foreign: async () => await Promise.resolve('initech'),
    answers: 200,
  },
  { route: 'GET /tokens', capability: 'tokens.manage', answers: 200 },
  {
    route: 'POST /tokens',
    capability: 'tokens.manage',
    body: { name: 'nightly', capabilities: ['operations.view'], tenants: ['contoso'], expiresInDays: 30 },
    malformed: [
      { body: { capabilities: ['operations.view'], tenants: null }, names: /name is missing/ },
      { body: { name: 'x', capabilities: [], tenants: null }, names: /capabilities is \[\]\. Expected 1 or more/ },
      { body: { name: 'x', capabilities: ['everything'], tenants: null }, names: /capabilities\.0 is "everything"\. Expected one of/ },
      { body: { name: 'x', capabilities: ['operations.view'] }, names: /tenants is missing/ },
      {
        body: { name: 'x', capabilities: ['operations.view'], tenants: null, expiresInDays: 0 },
        names: /expiresInDays is 0\. Expected 1 or more/,
      },
    ],
    answers: 201,
  },
  {
    route: 'POST /tokens/{id}/revoke',
    capability: 'tokens.manage',
    about: aToken('acme', 'contoso'),
    foreign: aToken('globex', 'initech'),
    answers: 200,
  },
  { route: 'GET /webhooks', capability: 'webhooks.manage', answers: 200 },
  {
    route: 'POST /webhooks',
    capability: 'webhooks.manage',
    body: { url: 'https://hooks.example/runtruth', tenants: ['contoso'], withParts: true },
    malformed: [
      { body: { tenants: null }, names: /url is missing/ },
      { body: { url: 'https://hooks.example' }, names: /tenants is missing/ },
      { body: { url: 'hooks.example', tenants: null }, names: /url is "hooks\.example"\. Expected an address such as https:/ },
      { body: { url: 'ftp://hooks.example', tenants: null }, names: /Expected an address such as https:/ },
      { body: { url: 'http://hooks.example', tenants: null }, names: /Expected https: operations are not sent in the clear/ },
      { body: { url: 'https://user:hush@hooks.example', tenants: null }, names: /without a user and a password/ },
      { body: { url: 'https://localhost/', tenants: null }, names: /of the open internet/ },
      { body: { url: 'https://169.254.169.254/latest', tenants: null }, names: /of the open internet/ },
      { body: { url: 'https://[::1]/', tenants: null }, names: /of the open internet/ },
      { body: { url: 'https://2130706433/', tenants: null }, names: /of the open internet/ },
      { body: { url: 'https://hooks.example', tenants: null, events: [] }, names: /events is \[\]\. Expected 1 or more/ },
      {
        body: { url: 'https://hooks.example', tenants: null, events: ['all'] },
        names: /events\.0 is "all"\. Expected one of operation\.finished/,
      },
    ],
    answers: 201,
  },
  {
    route: 'POST /webhooks/{id}',
    capability: 'webhooks.manage',
    about: aWebhook('acme', 'contoso'),
    foreign: aWebhook('globex', 'initech'),
    body: { enabled: false },
    malformed: [
      { body: { enabled: 'no' }, names: /enabled is "no"\. Expected true or false/ },
      { body: { url: 'https://10.0.0.1/' }, names: /of the open internet/ },
    ],
    answers: 200,
  },
  {
    route: 'POST /webhooks/{id}/rotate-secret',
    capability: 'webhooks.manage',
    about: aWebhook('acme', 'contoso'),
    foreign: aWebhook('globex', 'initech'),
    answers: 200,
  },
  {
    route: 'POST /webhooks/{id}/remove',
    capability: 'webhooks.manage',
    about: aWebhook('acme', 'contoso'),
    foreign: aWebhook('globex', 'initech'),
    answers: 200,
  },
  {
    route: 'POST /webhooks/{id}/test',
    capability: 'webhooks.manage',
    about: aWebhook('acme', 'contoso'),
    foreign: aWebhook('globex', 'initech'),
    answers: 202,
  },
  {
    route: 'GET /webhooks/{id}/deliveries',
    capability: 'webhooks.manage',
    about: aWebhook('acme', 'contoso'),
    foreign: aWebhook('globex', 'initech'),
    query: 'limit=5',
    malformed: BAD_LIMITS,
    answers: 200,
  },
  {
    route: 'POST /webhooks/deliveries/{id}/send-again',
    capability: 'webhooks.manage',
    about: aDelivery('acme', 'contoso'),
    foreign: aDelivery('globex', 'initech'),
    answers: 202,
  },
  { route: 'GET /audit', capability: 'members.manage', query: 'limit=5', malformed: BAD_LIMITS, answers: 200 },
  {
    route: 'POST /operations/reconcile',
    capability: 'operations.reconcile',
    body: { ids: ['1', '999999999'], dryRun: true },
    malformed: [
      { body: {}, names: /ids is missing/ },
      { body: { ids: [] }, names: /ids is \[\]\. Expected 1 or more/ },
      { body: { ids: Array.from({ length: 101 }, (_, id) => String(id + 1)) }, names: /Expected 100 or less/ },
      { body: { ids: ['#1'] }, names: /ids\.0 is "#1"\. Expected a number as text/ },
      { body: { ids: ['1'], dryRun: 'yes' }, names: /dryRun is "yes"\. Expected true or false/ },
    ],
    answers: 200,
  },
  {
    route: 'POST /external/operations',
    capability: 'operations.report',
    body: {
      type: 'nightly.copy',
      label: 'Nightly copy',
      tenant: 'contoso',
      input: { from: '/a' },
      lifecycle: { runningWindow: '30m', reportsEvery: 30_000 },
    },
    malformed: [
      { body: { label: 'x' }, names: /type is missing/ },
      { body: { type: 'Nightly Copy' }, names: /type is "Nightly Copy"\. Expected a name like/ },
      {
        body: { type: 'nightly.copy', lifecycle: { runningWindow: 'soon' } },
        names: /lifecycle\.runningWindow is "soon"\. Expected a duration/,
      },
      { body: { type: 'nightly.copy', lifecycle: { runningWindow: 0 } }, names: /lifecycle\.runningWindow is 0/ },
      { body: { type: 'nightly.copy', lifecycle: { runningWindow: '400d' } }, names: /to 366 days/ },
      { body: { type: 'nightly.copy', lifecycle: { window: '1m' } }, names: /lifecycle\.window is not known here/ },
      { body: { type: 'nightly.copy', input: ['\0'] }, names: /NUL/ },
    ],
    answers: 201,
  },
  {
    route: 'POST /external/operations/{id}/started',
    capability: 'operations.report',
    about: queued,
    body: { worker: 'shell', lease: LEASE, heartbeatEverySeconds: 5 },
    malformed: [
      { body: {}, names: /worker is missing/ },
      { body: { worker: '' }, names: /worker is ""/ },
      { body: { worker: 'w', heartbeatEverySeconds: 0.5 }, names: /heartbeatEverySeconds is 0\.5\. Expected 1 or more/ },
      { body: { worker: 'w', heartbeatEverySeconds: 3_601 }, names: /Expected 3600 or less/ },
      { body: { worker: 'w', lease: 'x' }, names: /lease is "x"/ },
    ],
    answers: 200,
  },
  {
    route: 'POST /external/operations/{id}/heartbeat',
    capability: 'operations.report',
    about: running,
    body: { attempt: 1, lease: LEASE },
    malformed: BAD_LEASES,
    answers: 200,
  },
  {
    route: 'POST /external/operations/{id}/progress',
    capability: 'operations.report',
    about: running,
    body: { attempt: 1, lease: LEASE, counts: { processed: 1, total: 2 }, phase: 'Copying' },
    malformed: [
      ...BAD_LEASES,
      { body: { attempt: 1, lease: LEASE }, names: /Expected counts, a phase, or both/ },
      { body: { attempt: 1, lease: LEASE, counts: { done: 1 } }, names: /counts\.done is not known here/ },
      { body: { attempt: 1, lease: LEASE, counts: { processed: -1 } }, names: /counts\.processed is -1\. Expected 0 or more/ },
      { body: { attempt: 1, lease: LEASE, phase: '' }, names: /phase is ""/ },
    ],
    answers: 200,
  },
  {
    route: 'POST /external/operations/{id}/finished',
    capability: 'operations.report',
    about: running,
    body: {
      attempt: 1,
      lease: LEASE,
      outcome: 'failed',
      counts: { processed: 1 },
      failure: { code: 'disk_full', message: 'The disk is full.' },
    },
    malformed: [
      ...BAD_LEASES.map(({ body, names }) => ({ body: { ...body, outcome: 'succeeded' }, names })),
      { body: { attempt: 1, lease: LEASE, outcome: 'pending' }, names: /outcome is "pending"/ },
      {
        body: { attempt: 1, lease: LEASE, outcome: 'succeeded', failure: { code: 'x', message: 'y' } },
        names: /Expected no failure with the outcome succeeded/,
      },
      {
        body: { attempt: 1, lease: LEASE, outcome: 'failed', failure: { code: 'Disk Full', message: 'y' } },
        names: /failure\.code is "Disk Full"/,
      },
    ],
    answers: 200,
  },
]

function nested(levels: number): unknown {
  return levels === 0 ? 1 : { in: nested(levels - 1) }
}
