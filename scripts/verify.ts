/** The fast-feedback lane: everything that needs no database and no network, in seconds. */
import { runSteps } from './steps.ts'

await runSteps([
  { name: 'format', command: ['oxfmt', '--check'] },
  { name: 'lint', command: ['oxlint'] },
  { name: 'types', command: ['tsc', '-p', '.'] },
  { name: 'web types', command: ['tsc', '-p', 'web'] },
  { name: 'e2e types', command: ['tsc', '-p', 'test/e2e'] },
  { name: 'docs', command: ['node', 'scripts/check-docs.ts'] },
  { name: 'generated', command: ['node', 'scripts/gen-errors.ts', '--check'] },
  { name: 'unused', command: ['knip'] },
  { name: 'unit tests', command: ['vitest', 'run', '--project', 'unit', '--reporter', 'agent'] },
])
