/** Runs named commands one after another and says how long each took. All run, so that one failure does not hide the next. */
import { spawn } from 'node:child_process'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

export interface Step {
  readonly name: string
  /** Program and arguments; programs of node_modules/.bin are found through `npm run`'s PATH. */
  readonly command: readonly [string, ...string[]]
}

export interface StepResult {
  readonly name: string
  readonly ok: boolean
  readonly seconds: number
}

const root = fileURLToPath(new URL('..', import.meta.url))

export async function runSteps(steps: readonly Step[]): Promise<StepResult[]> {
  if (Number(process.versions.node.split('.')[0]) < 24) {
    throw new Error(
      `This is Node ${process.versions.node}; the house is built with Node 24. Start it with \`npm run\`, which puts the linked one first.`,
    )
  }
  const results: StepResult[] = []
  for (const step of steps) {
    process.stdout.write(`\n── ${step.name}: ${step.command.join(' ')}\n`)
    const startedMs = performance.now()
    const code = await run(step.command)
    results.push({ name: step.name, ok: code === 0, seconds: (performance.now() - startedMs) / 1000 })
  }
  process.stdout.write('\n')
  for (const { name, ok, seconds } of results)
    process.stdout.write(`${ok ? 'ok    ' : 'FAILED'} ${name.padEnd(12)} ${seconds.toFixed(1).padStart(6)} s\n`)
  const totalSeconds = results.reduce((sum, result) => sum + result.seconds, 0)
  process.stdout.write(`${' '.repeat(7)}${'together'.padEnd(12)} ${totalSeconds.toFixed(1).padStart(6)} s\n`)
  if (results.some((result) => !result.ok)) process.exitCode = 1
  return results
}

async function run([program, ...args]: Step['command']): Promise<number> {
  return await new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, stdio: 'inherit' })
    child.once('error', reject)
    child.once('close', (code) => resolve(code ?? 1))
  })
}
