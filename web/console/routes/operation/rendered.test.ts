import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createElement, type ReactNode } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import { Router } from 'wouter'
import type { WireEvent, WireOperation, WirePlace } from '../../../../src/http/contract.ts'
import { deriveVerdict, findForbidden, type Facts, type Verdict } from '../../../../src/truth/index.ts'
import { PlaceContext } from '../../model/place.ts'
import { DecisionSection } from './DecisionSection.tsx'
import { EvidenceSection } from './EvidenceSection.tsx'
import { OperationTimeline } from './OperationTimeline.tsx'
import { ProgressSection } from './ProgressSection.tsx'
import { ResultSection } from './ResultSection.tsx'
import { offersFor } from '../../model/offers.ts'

const TESTDATA = new URL('../../../../src/truth/testdata/', import.meta.url).pathname
const NOW_MS = Date.parse('2026-11-23T12:04:00Z')
const PLACE: WirePlace = {
  slug: 'acme',
  name: 'Acme',
  you: {
    kind: 'user',
    id: '1',
    name: 'Dana',
    capabilities: ['operations.view', 'operations.cancel', 'operations.retry', 'operations.reconcile'],
  },
  tenants: [{ slug: 'contoso', name: 'Contoso', operable: true }],
  reachesAll: true,
  types: [{ type: 'inventory.sync', label: 'Inventory sync', retry: 'safe', scheduled: false, startable: true, input: null }],
}

const goldens = readdirSync(TESTDATA).map((name) => {
  const { facts } = JSON.parse(readFileSync(join(TESTDATA, name), 'utf8')) as { facts: Facts | null }
  const verdict = deriveVerdict(facts)
  return { name, operation: operationOf(facts, verdict), verdict }
})

/** As the API would tell it; what is broken in the facts on purpose could not have been stored, and is left as the ledger would have it. */
function operationOf(facts: Facts | null, verdict: Verdict): WireOperation {
  const run = facts?.run
  const status = verdict.lifecycle
  return {
    id: '4711',
    type: 'inventory.sync',
    label: 'Inventory sync',
    workspace: 'acme',
    tenant: 'contoso',
    initiator: { kind: 'user', name: 'Dana' },
    status,
    outcome: run?.outcome ?? 'pending',
    attempt: run?.attempt ?? 0,
    maxAttempts: run?.maxAttempts ?? 1,
    createdAt: run?.createdAt ?? '2026-11-23T12:00:00Z',
    availableAt: run?.availableAt ?? null,
    startedAt: run?.startedAt ?? null,
    completedAt: run?.completedAt ?? null,
    counts: run?.counts ?? null,
    phase: run?.phase ?? null,
    failure: run?.failure ?? null,
    parentId: null,
    retryOf: null,
    supersededBy: run?.supersededBy ?? null,
    source: { name: 'pg-boss', control: 'own' },
    verdict,
    links: { page: '' },
    ...(facts === null ? {} : { facts }),
  }
}

function render(node: ReactNode): string {
  const html = renderToStaticMarkup(createElement(Router, { ssrPath: '/', children: createElement(PlaceContext, { value: PLACE }, node) }))
  return html.replaceAll('&quot;', '"').replaceAll('&#x27;', "'").replaceAll('&lt;', '<').replaceAll('&amp;', '&')
}

/** Everything that is read or heard: text, and the attributes that are told. */
function said(html: string): string {
  const attributes = [...html.matchAll(/(?:aria-label|title|alt|placeholder)="([^"]*)"/g)].map(([, text]) => text)
  return [html.replaceAll(/<[^>]*>/g, '\n'), ...attributes].join('\n')
}

function page(operation: WireOperation, verdict: Verdict): string {
  const offers = offersFor(operation, verdict, () => true, PLACE)
  const events: WireEvent[] = ['queued', 'started', 'attempt_lost', 'reconciled', 'retried'].map((kind, index) => ({
    id: String(index),
    at: '2026-11-23T12:00:00Z',
    kind,
    attempt: 1,
    actor: { kind: 'system', name: 'Working group of the lost and dead' },
    data: { reason: 'worker_lost', outcome: 'failed', because: 'It was lost while working, 37 % done.', as: '4712' },
  }))
  const sections = [
    createElement(DecisionSection, {
      roomy: true,
      operation,
      verdict,
      offers,
      nowMs: NOW_MS,
      onAct: () => {},
    }),
    createElement(EvidenceSection, {
      verdict,
      kept: { at: verdict.asOf, evidence: verdict.evidence },
      goesFurtherBack: false,
      nowMs: NOW_MS,
    }),
    createElement(ProgressSection, {
      roomy: true,
      verdict,
      strip: null,
      workspace: 'acme',
      nowMs: NOW_MS,
    }),
    createElement(ResultSection, { operation, verdict, file: null, fileUrl: '', nowMs: NOW_MS }),
    createElement(OperationTimeline, {
      events,
      error: null,
      earlier: null,
      freshness: verdict.freshness,
      workspace: 'acme',
      nowMs: NOW_MS,
    }),
  ]
  return sections.map(render).join('\n')
}

describe.each(goldens)('the page of $name', ({ operation, verdict }) => {
  const html = page(operation, verdict)

  test('says the words of its verdict, and none that its cell forbids', () => {
    expect(said(html)).toContain(verdict.headline)
    expect(said(html)).toContain(verdict.guidance)
    expect(findForbidden(said(html), verdict.freshness)).toEqual([])
  })

  test('moves only what lives, and offers at most one thing that stands out', () => {
    if (verdict.lifecycle !== 'running' || verdict.freshness !== 'fresh')
      expect(html).not.toMatch(/at-work|role="progressbar"|aria-busy|\d \w+ so far/)
    expect(html.match(/bg-ink text-paper/g)?.length ?? 0).toBeLessThanOrEqual(1)
  })
})
