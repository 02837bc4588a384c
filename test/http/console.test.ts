import { afterAll, beforeAll, expect, it } from 'vitest'
import { createHttpHandler } from '../../src/http/index.ts'
import { createFixture, type Fixture } from '../support/fixture.ts'

/** The console as it was built last: `npm test` builds it first, alone `npm run build` does. */
let fixture: Fixture

beforeAll(async () => {
  fixture = await createFixture()
})
afterAll(async () => await fixture.close())

const PAGES = ['/', '/login', '/setup', '/admin', '/admin/workspaces/acme/operations', '/admin/workspaces/acme/operations/4711']

async function ask(path: string, publicUrl?: string): Promise<{ status: number; headers: Headers; text: string }> {
  const handler = createHttpHandler({ services: fixture.services, ...(publicUrl === undefined ? {} : { publicUrl }) })
  const response = await handler.fetch(new Request(`http://127.0.0.1${path}`))
  return { status: response.status, headers: response.headers, text: await response.text() }
}

it('every address of the console is answered by its page, under a policy that lets nothing inline or foreign run', async () => {
  for (const path of PAGES) {
    const { status, headers, text } = await ask(path)
    expect(status, path).toBe(200)
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(headers.get('cache-control')).toBe('no-cache')
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self'")
    expect(policy).not.toContain('unsafe')
    expect(text).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=/)
  }
})

it('its files are kept for ever by whoever fetched them, and a file that is not there is a 404', async () => {
  const page = await ask('/admin')
  const assets = [...page.text.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path ?? '')
  expect(assets.length).toBeGreaterThanOrEqual(2)
  for (const path of assets) {
    const { status, headers } = await ask(path)
    expect([path, status]).toEqual([path, 200])
    expect(headers.get('cache-control')).toContain('immutable')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    // A shared worker has no page: without this its script may not even ask the server it came from.
    expect(headers.get('content-security-policy')).toBe(page.headers.get('content-security-policy'))
  }
  for (const path of ['/assets/nothing.js', '/assets/../index.html', '/assets/%2e%2e/package.json']) {
    expect([path, (await ask(path)).status]).toEqual([path, 404])
  }
})

it('behind a path of a host, the page leads to its files and its API under that path', async () => {
  const { text } = await ask('/admin', 'https://ops.example/jobs/')
  expect(text).toContain('data-base="/jobs"')
  expect(text).toContain('"/jobs/assets/')
  expect(text).not.toContain('"/assets/')
})
