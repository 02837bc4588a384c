import { afterAll, beforeAll, expect, it } from 'vitest'
import { insertEventHistory, insertRunHistory } from '../support/factories.ts'
import { createFixture, type Fixture } from '../support/fixture.ts'
import { openApi, type Api, type Told } from './api.ts'

let fixture: Fixture
let api: Api

beforeAll(async () => {
  fixture = await createFixture()
  api = await openApi(fixture.services)
})
afterAll(async () => await fixture.close())

const get = async (path: string): Promise<Told> => await api.ask('GET', `/api/v1/workspaces/acme${path}`, { token: fixture.acme.token })

it('pages through events oldest first', async () => {
  const { id } = await insertRunHistory(fixture.owner, fixture.acme)
  await get(`/operations/${id}/facts`)
  await get(`/operations/${id}/facts`)
  const first = await get(`/operations/${id}/events?limit=2`)
  expect(first.body.events.map(({ kind }: { kind: string }) => kind)).toEqual(['queued', 'facts_read'])
  const second = await get(`/operations/${id}/events?limit=2&cursor=${first.body.next}`)
  expect(second.body.events.map(({ kind }: { kind: string }) => kind)).toEqual(['facts_read'])
  expect(second.body.next).toBeNull()
})

it('pages through events backwards from the end, each page in two statements however long the history', async () => {
  const { id } = await insertRunHistory(fixture.owner, fixture.acme)
  await insertEventHistory(fixture.owner, [id], 'phase', 450)
  const told: string[] = []
  let next: unknown
  for (const expected of [200, 200, 51]) {
    fixture.statements.length = 0
    const page = await get(`/operations/${id}/events?order=newest&limit=200${typeof next === 'string' ? `&cursor=${next}` : ''}`)
    expect(fixture.statements.filter((text) => text.includes('operation_'))).toHaveLength(2)
    expect(page.body.events).toHaveLength(expected)
    told.push(...page.body.events.map(({ id }: { id: string }) => id))
    ;({ next } = page.body)
  }
  expect(next).toBeNull()
  expect(told).toEqual(told.toSorted((a, b) => Number(b) - Number(a)))
  expect(new Set(told).size).toBe(451)
  const oldest = await get(`/operations/${id}/events?limit=1`)
  const turned = await api.ask('GET', `/api/v1/workspaces/acme/operations/${id}/events?order=newest&cursor=${oldest.body.next}`, {
    token: fixture.acme.token,
  })
  expect(turned.status).toBe(400)
})
