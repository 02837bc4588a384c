/**
 * The confidence lane: every test there is. The projects run one after another: the crash tests measure seconds on real
 * processes and share the machine with nobody. Ends with what failed, by name, and the numbers of all in one line.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import process from 'node:process'
import { stripVTControlCharacters } from 'node:util'
import { runSteps, type Step } from './steps.ts'

const PROJECTS = ['unit', 'db', 'crash', 'e2e', 'package']

/** Of a failure's message: the assertion and the first frames, which is what fits at the end of a log. */
const MESSAGE_LINES = 6

interface Report {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  testResults: readonly {
    name: string
    status: string
    message: string
    assertionResults: readonly { fullName: string; status: string; failureMessages: readonly string[] }[]
  }[]
}

const reports = await mkdtemp(join(tmpdir(), 'runtruth-test-'))
const fileOf = (project: string) => join(reports, `${project}.json`)
const vitest = (project: string): Step => ({
  name: project,
  command: ['vitest', 'run', '--project', project, '--reporter', 'agent', '--reporter', 'json', '--outputFile.json', fileOf(project)],
})

const results = await runSteps([{ name: 'build', command: ['node', 'scripts/build.ts'] }, ...PROJECTS.map(vitest)])
const failures: string[] = []
const totals = { passed: 0, failed: 0, skipped: 0 }
for (const project of PROJECTS) {
  const report = await readFile(fileOf(project), 'utf8').then(
    (text) => JSON.parse(text) as Report,
    () => null,
  )
  totals.passed += report?.numPassedTests ?? 0
  totals.failed += report?.numFailedTests ?? 0
  totals.skipped += report?.numPendingTests ?? 0
  if (report) failures.push(...failuresOf(report))
}
// A step can fail without a failed test: a build, a set-up, an unhandled error. It counts as one.
const brokenSteps = results.filter((result) => !result.ok).length
if (totals.failed === 0) totals.failed = brokenSteps
await rm(reports, { recursive: true, force: true })
for (const failure of failures) process.stdout.write(`\n${failure}\n`)
process.stdout.write(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped\n`)

function failuresOf(report: Report): string[] {
  return report.testResults.flatMap((file) => {
    const path = relative(process.cwd(), file.name)
    const failed = file.assertionResults.filter((test) => test.status === 'failed')
    if (failed.length === 0) return file.status === 'failed' ? [`FAILED ${path}\n${head(file.message)}`] : []
    return failed.map((test) => `FAILED ${path} > ${test.fullName}\n${head(test.failureMessages.join('\n'))}`)
  })
}

function head(message: string): string {
  return stripVTControlCharacters(message)
    .split('\n')
    .slice(0, MESSAGE_LINES)
    .map((line) => `  ${line}`)
    .join('\n')
}
