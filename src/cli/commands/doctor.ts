import type { FindingState } from '../../app/doctor/finding.ts'
import { runDoctor } from '../../app/doctor/runDoctor.ts'
import { readEnvironment } from '../../app/environment.ts'
import { composeServices } from '../../app/composeServices.ts'
import { findDatabase } from '../../app/findDatabase.ts'
import { loadConfig } from '../../app/loadConfig.ts'
import { RuntruthError } from '../../errors.ts'
import { createLog } from '../../log.ts'
import { EXIT_CODE } from '../exitCodes.ts'
import type { Io, Tone } from '../io.ts'
import { writeJson } from '../render/answer.ts'
import { printable } from '../render/printable.ts'
import { configFileFor } from '../session.ts'

const MARKS: Record<FindingState, { readonly mark: string; readonly tone: Tone }> = {
  ok: { mark: '✓', tone: 'green' },
  note: { mark: '·', tone: 'dim' },
  problem: { mark: '■', tone: 'red' },
}

/** Unlike other commands it does not ask for a migrated database: that is one of its questions. */
export async function doctor({
  flags,
  io,
}: {
  readonly flags: { readonly config: string | undefined; readonly json: boolean }
  readonly io: Io
}): Promise<number> {
  const environment = readEnvironment(io.env, io.cwd)
  // It looks at every workspace, which is more than any token may.
  if (environment.token !== undefined)
    throw new RuntruthError(
      'forbidden',
      'doctor looks at the whole ledger, so a token cannot do it. Unset RUNTRUTH_TOKEN to act as the operator.',
    )
  const config = await loadConfig(await configFileFor(flags.config, io.cwd, environment.dataDir))
  const url = findDatabase(environment)
  const { services, close } = composeServices({
    url,
    operations: config.operations,
    sources: config.sources ?? [],
    log: createLog(environment.logLevel ?? 'error'),
    applicationName: 'runtruth doctor',
    clock: io.clock,
  })
  try {
    const report = await runDoctor(services)
    const problems = report.findings.filter(({ state }) => state === 'problem').length
    if (flags.json) writeJson(io, report)
    else {
      for (const { state, check, summary, remedy } of report.findings) {
        const { mark, tone } = MARKS[state]
        io.out.write(
          `${io.out.paint(tone, mark)} ${printable(`${check.replaceAll('_', ' ')}: ${summary}`)}\n${remedy === null ? '' : `    ${printable(remedy)}\n`}`,
        )
      }
      io.out.write(problems === 0 ? 'Nothing is wrong.\n' : `${problems} ${problems === 1 ? 'problem' : 'problems'}.\n`)
    }
    return problems === 0 ? 0 : EXIT_CODE.problem_found
  } finally {
    await close()
  }
}
