import { createElement, type ReactNode } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { Router } from 'wouter'
import type { WirePlace } from '../../../../src/http/contract.ts'
import { findForbidden } from '../../../../src/truth/copy/forbidden.ts'
import { PlaceContext } from '../../model/place.ts'
import { GroupRow } from './GroupRow.tsx'
import { groupAttention } from './model/attentionGroups.ts'
import { OperationRow } from './OperationRow.tsx'
import { GOLDEN } from './testing/golden.ts'
import { UrgentBlock } from './UrgentBlock.tsx'

const NOW_MS = Date.parse('2026-11-23T12:04:00Z')
const PLACE: WirePlace = {
  slug: 'acme',
  name: 'Acme',
  you: { kind: 'user', id: '1', name: 'Dana', capabilities: [] },
  tenants: [{ slug: 'contoso', name: 'Contoso', operable: true }],
  reachesAll: true,
  types: [],
}

function render(node: ReactNode): string {
  const html = renderToStaticMarkup(createElement(Router, { ssrPath: '/', children: createElement(PlaceContext, { value: PLACE }, node) }))
  return html.replaceAll('&quot;', '"').replaceAll('&#x27;', "'").replaceAll('&amp;', '&')
}

/** Everything that is read or heard: text, and the attributes that are told. */
function said(html: string): string {
  const attributes = [...html.matchAll(/(?:aria-label|title|alt|placeholder)="([^"]*)"/g)].map(([, text]) => text)
  return [html.replaceAll(/<[^>]*>/g, '\n'), ...attributes].join('\n')
}

test.each(GOLDEN)('the row of $situation says the words of its verdict, and none that its cell forbids', ({ shown }) => {
  const row = render(createElement(OperationRow, { row: shown, withTenant: true, nowMs: NOW_MS, onOpen: () => {} }))
  expect(said(row)).toContain(shown.verdict.headline)
  expect(said(row)).toContain(shown.verdict.guidance)
  expect(findForbidden(said(row), shown.verdict.freshness)).toEqual([])
})

test.each(GOLDEN)('at the top $situation says the words of its verdict, and none that its cell forbids', ({ shown }) => {
  const top = render(createElement(UrgentBlock, { urgent: shown, counts: undefined, dated: false, nowMs: NOW_MS, onAct: () => {} }))
  expect(said(top)).toContain(shown.verdict.headline)
  expect(said(top)).toContain(shown.verdict.guidance)
  expect(findForbidden(said(top), shown.verdict.freshness)).toEqual([])
})

test.each(GOLDEN)('only what lives moves: $situation', ({ shown }) => {
  const row = render(createElement(OperationRow, { row: shown, withTenant: true, nowMs: NOW_MS, onOpen: () => {} }))
  const { lifecycle, freshness } = shown.verdict
  if (lifecycle !== 'running' || freshness !== 'fresh') expect(row).not.toMatch(/at-work|role="progressbar"|aria-busy/)
})

test('a group says no word that the cell of its members forbids', () => {
  const asking = GOLDEN.filter(({ shown }) => shown.verdict.problem !== 'none')
  for (const { shown } of asking) {
    const members = ['1', '2', '3'].map((id) => ({ ...shown, operation: { ...shown.operation, id } }))
    const [entry] = groupAttention(members)
    if (entry?.kind !== 'group') throw new Error('Three alike are a group.')
    const html = render(createElement(GroupRow, { group: entry.group, onReconcile: () => {}, children: null }))
    expect(findForbidden(said(html), shown.verdict.freshness)).toEqual([])
  }
})
