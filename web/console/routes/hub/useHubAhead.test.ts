import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Router } from 'wouter'

let asked: string[] = []

beforeEach(() => {
  asked = []
  // As much of a browser as asking needs.
  vi.stubGlobal('document', { documentElement: { dataset: {} } })
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(url)
    return await new Promise(() => {})
  })
})
afterEach(() => vi.unstubAllGlobals())

async function beginAt(path: string, search = ''): Promise<void> {
  const { useHubAhead } = await import('./useHubAhead.ts')
  const client = new QueryClient()
  function Frame() {
    useHubAhead('acme')
    return null
  }
  const router = createElement(Router, { ssrPath: path, ssrSearch: search, children: createElement(Frame) })
  renderToStaticMarkup(createElement(QueryClientProvider, { client }, router))
  client.clear()
}

test('at the hub everything it shows is asked for before the place has answered', async () => {
  await beginAt('/admin/workspaces/acme/operations', 'tab=active&tenant=contoso')
  const paths = asked.map((url) => url.replace(/endedSince=[^&]+/, 'endedSince=…'))
  expect(paths).toEqual([
    '/api/v1/workspaces/acme/operations?tenant=contoso&status=active&limit=50&include=facts',
    '/api/v1/workspaces/acme/operations/counts?tenant=contoso&endedSince=…',
    '/api/v1/workspaces/acme/operations?freshness=orphaned&limit=1&tenant=contoso&include=facts',
    '/api/v1/workspaces/acme/operations?freshness=likely_stale&limit=1&tenant=contoso&include=facts',
    '/api/v1/workspaces/acme/operations?problem=terminal_follow_up&limit=1&tenant=contoso&include=facts',
  ])
})

test('elsewhere in a workspace nothing is asked ahead', async () => {
  await beginAt('/admin/workspaces/acme/operations/4711')
  await beginAt('/admin/workspaces/acme/inbox')
  expect(asked).toEqual([])
})
