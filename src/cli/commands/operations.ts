import { RUN_OUTCOMES, RUN_STATUSES } from '../../truth/facts.ts'
import { FRESHNESS_STATES, PROBLEM_CLASSES } from '../../truth/verdict.ts'
import { defineCommand } from '../command.ts'
import { config, json, tenant, workspace, workspaceOfId } from './flags.ts'

/** What one does with operations. */
export const operations = [
  defineCommand({
    name: 'run',
    summary: 'Start an operation',
    words: ['TYPE'],
    options: {
      workspace,
      tenant,
      input: { kind: 'text', value: 'JSON', help: 'input of the operation; - reads it from standard input' },
      key: { kind: 'text', value: 'KEY', help: 'idempotency key: the same key is the same operation' },
      wait: { kind: 'switch', help: 'stay until it has ended; exit code 4 unless it succeeded' },
      config,
      json,
    },
    examples: [
      'runtruth run files.inventory --workspace demo --tenant contoso --input \'{"path":"/usr/share"}\' --wait',
      'runtruth run ledger.verify --workspace demo',
    ],
    notes: [
      'An operation of the same type, scope and identity that is still open is returned instead of a second one. With --wait the verdict is followed on a live line, or in a pipe as one line per change; what it says is said as it stands, and waiting goes on until the operation has ended.',
    ],
    run: async (call) => await (await import('./run.ts')).run(call),
  }),
  defineCommand({
    name: 'list',
    summary: 'List operations with their verdicts, newest first',
    options: {
      workspace,
      tenant,
      problem: { kind: 'choice', choices: PROBLEM_CLASSES, help: 'by what asks for attention' },
      status: { kind: 'choice', choices: RUN_STATUSES, help: 'by stored status' },
      outcome: { kind: 'choice', choices: RUN_OUTCOMES, help: 'by stored outcome' },
      freshness: { kind: 'choice', choices: FRESHNESS_STATES, help: 'by derived freshness' },
      type: { kind: 'text', value: 'T', help: 'by operation type' },
      initiator: { kind: 'text', value: 'NAME', help: 'by who started it' },
      q: { kind: 'text', value: 'TEXT', help: 'by text in id, label, type and initiator' },
      cursor: { kind: 'text', value: 'C', help: 'next page: the `next` of the page before' },
      limit: { kind: 'number', value: 'N', min: 1, max: 200, help: 'how many (default 50)' },
      watch: { kind: 'switch', help: 'stay and follow; ends with Ctrl-C' },
      json,
    },
    examples: ['runtruth list --workspace demo --problem active_stale_attention', 'runtruth list --workspace demo --watch'],
    run: async (call) => await (await import('./list.ts')).list(call),
  }),
  defineCommand({
    name: 'show',
    summary: 'Show one operation: verdict, evidence, timeline',
    words: ['ID'],
    options: {
      workspace: workspaceOfId,
      facts: { kind: 'switch', help: 'print the facts file instead (capability operations.raw; audited)' },
      verdict: { kind: 'switch', help: 'print the verdict alone, as JSON' },
      'facts-to': { kind: 'text', value: 'FILE', help: 'also write the facts file of this very look (capability operations.raw; audited)' },
      watch: { kind: 'switch', help: 'stay and follow until it has ended; ends with Ctrl-C' },
      json,
    },
    examples: [
      'runtruth show 4711',
      'runtruth show 4711 --facts | runtruth judge -',
      'runtruth show 4711 --verdict --facts-to facts.json && runtruth judge facts.json --json',
    ],
    run: async (call) => await (await import('./show.ts')).show(call),
  }),
  defineCommand({
    name: 'judge',
    summary: 'Derive the verdict of a facts file, offline',
    words: ['FILE'],
    options: {
      'as-of': { kind: 'text', value: 'INSTANT', help: 'judge at this instant, e.g. 2026-11-23T12:04:00Z; default: the asOf of the file' },
      json: { kind: 'switch', help: 'print the verdict as JSON, byte for byte what `show --verdict` prints' },
    },
    examples: ['runtruth judge facts.json', 'runtruth show 4711 --facts | runtruth judge - --json'],
    notes: ['FILE is - for standard input. Needs no database and no network.'],
    run: async (call) => await (await import('./judge.ts')).judge(call),
  }),
  defineCommand({
    name: 'cancel',
    summary: 'Cancel an operation: a queued one at once, a running one by asking its worker',
    words: ['ID'],
    options: { workspace: workspaceOfId, config, json },
    examples: ['runtruth cancel 4711'],
    run: async (call) => await (await import('./cancel.ts')).cancel(call),
  }),
  defineCommand({
    name: 'retry',
    summary: 'Repeat an operation as a new one linked to it, where its type declares that safe',
    words: ['ID'],
    options: { workspace: workspaceOfId, config, json },
    examples: ['runtruth retry 4711'],
    run: async (call) => await (await import('./retry.ts')).retry(call),
  }),
]
