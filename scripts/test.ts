/**
 * The confidence lane: every test there is. The projects run one after another: the crash tests measure seconds on real
 * processes and share the machine with nobody. Ends with the numbers of all of them in one line.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { runSteps, type Step } from './steps.ts'

const PROJECTS = ['unit', 'db', 'crash', 'e2e', 'package']

interface Report {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
}

const reports = await mkdtemp(join(tmpdir(), 'runtruth-test-'))
const fileOf = (project: string) => join(reports, `${project}.json`)
const vitest = (project: string): Step => ({
  name: project,
  command: ['vitest', 'run', '--project', project, '--reporter', 'agent', '--reporter', 'json', '--outputFile.json', fileOf(project)],
})

const results = await runSteps([{ name: 'build', command: ['node', 'scripts/build.ts'] }, ...PROJECTS.map(vitest)])
const totals = { passed: 0, failed: 0, skipped: 0 }
for (const project of PROJECTS) {
  const report = await readFile(fileOf(project), 'utf8').then(
    (text) => JSON.parse(text) as Report,
    () => null,
  )
  totals.passed += report?.numPassedTests ?? 0
  totals.failed += report?.numFailedTests ?? 0
  totals.skipped += report?.numPendingTests ?? 0
}
// A step can fail without a failed test: a build, a set-up, an unhandled error. It counts as one.
const brokenSteps = results.filter((result) => !result.ok).length
if (totals.failed === 0) totals.failed = brokenSteps
await rm(reports, { recursive: true, force: true })
process.stdout.write(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped\n`)
