import { defineCommand } from '../command.ts'
import { config, json, withParent } from './flags.ts'

const host = { kind: 'text', value: 'HOST', help: 'address to listen on (default 127.0.0.1)' } as const
const port = { kind: 'number', value: 'N', min: 0, max: 65_535, help: 'port to listen on (default 7420; 0: a free one)' } as const

/** What runs for long, together or singly. */
export const processes = [
  defineCommand({
    name: 'start',
    summary: 'Everything in one command: PostgreSQL, API, reconciler and worker processes',
    options: {
      config: { kind: 'text', value: 'FILE', help: 'config file with your operations; default: runtruth.config.ts here' },
      port,
      host,
      workers: { kind: 'number', value: 'N', min: 0, max: 64, help: 'worker processes (default 1)' },
    },
    examples: ['runtruth start', 'runtruth start --config runtruth.config.ts --workers 2', 'DATABASE_URL=postgres://… runtruth start'],
    notes: [
      'Brings a PostgreSQL of its own, kept in RUNTRUTH_DATA_DIR, unless DATABASE_URL is set. A worker or reconciler that dies is started again. SIGTERM or Ctrl-C lets running operations end or hands them back; a second one ends at once.',
    ],
    run: async (call) => await (await import('./start.ts')).start(call),
  }),
  defineCommand({
    name: 'serve',
    summary: 'The API alone',
    options: { config, port, host, 'with-parent': withParent },
    examples: ['DATABASE_URL=postgres://… runtruth serve --host 0.0.0.0 --port 8080'],
    run: async (call) => await (await import('./serve.ts')).serve(call),
  }),
  defineCommand({
    name: 'work',
    summary: 'One worker process',
    options: {
      name: {
        kind: 'text',
        value: 'NAME',
        help: 'unique among the workers of the database; the same name again takes over from a process that is gone',
      },
      concurrency: { kind: 'number', value: 'N', min: 1, max: 256, help: 'operations at a time (default 4)' },
      types: { kind: 'text', value: 'LIST', help: 'only these operation types, separated by commas' },
      config,
      'with-parent': withParent,
    },
    examples: ['runtruth work --name worker-2', 'runtruth work --types files.backup,files.inventory --concurrency 1'],
    run: async (call) => await (await import('./work.ts')).work(call),
  }),
  defineCommand({
    name: 'reconcile',
    summary: 'The reconciler: closes what nobody will finish, with the reason, and sends webhooks',
    options: {
      once: { kind: 'switch', help: 'one complete look, then end' },
      'dry-run': { kind: 'switch', help: 'say what would be concluded; change nothing' },
      config,
      json,
      'with-parent': withParent,
    },
    examples: ['runtruth reconcile', 'runtruth reconcile --once --dry-run'],
    notes: ['With --once or --dry-run it sends no webhooks.'],
    run: async (call) => await (await import('./reconcile.ts')).reconcile(call),
  }),
  defineCommand({
    name: 'migrate',
    summary: 'Bring the database to the schema of this version',
    options: { json },
    examples: ['DATABASE_URL=postgres://… runtruth migrate'],
    notes: ['Safe to run from several machines at once. Needs a user that may create schemas and roles.'],
    run: async (call) => await (await import('./migrate.ts')).migrate(call),
  }),
]
