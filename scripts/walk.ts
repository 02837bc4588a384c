/**
 * Walks through the built product as its first user would: start it, run an operation, ask every surface, kill the worker
 * in the middle of its work, see it reconciled, retry. Ends with `N passed, N failed`; the exit code says the same.
 *
 * Options: --workspace W, --tenant T (default: what the invitation names), --slow-path DIR (a directory that takes a while).
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { readOperation, readOperations, say, verdictText, type Operation } from './walk/operation.ts'
import { startProduct, tail, type Finished } from './walk/product.ts'
import { openTally, until } from './walk/tally.ts'

const { values: options } = parseArgs({
  options: { workspace: { type: 'string' }, tenant: { type: 'string' }, 'slow-path': { type: 'string', default: '/usr' } },
})

const directory = await mkdtemp(join(tmpdir(), 'runtruth-walk-'))
// PostgreSQL refuses to run as root and then has to reach its data as somebody else.
await chmod(directory, 0o755)
const dataDir = join(directory, 'data')

const tally = openTally()
let product = await startProduct(dataDir)
process.once('SIGINT', () => {
  product.kill()
  process.exitCode = 130
})

let token: string | undefined
let workspace = options.workspace ?? 'demo'
let tenant = options.tenant
let workerPid = 0
let finished: Operation | undefined
let victim: Operation | undefined

const path = (rest: string) => `/api/v1/workspaces/${workspace}${rest}`
const read = async (id: string) => readOperation((await product.get(path(`/operations/${id}`), token)).body)
const scope = () => ['--workspace', workspace, ...(tenant === undefined ? [] : ['--tenant', tenant])]

const ready = await tally.step('a fresh data directory answers /readyz', async () => {
  await until('/readyz', 180_000, async () => {
    if (product.hasExited()) throw new Error(`It ended before it was ready:\n${tail(product.output())}`)
    const answer = await product.get('/readyz').catch((error: unknown) => ({ status: 0, body: String(error) }))
    return answer.status === 200 ? { found: true } : { seen: `${answer.status} ${JSON.stringify(answer.body)}\n${tail(product.output())}` }
  })
})

if (!ready) tally.giveUp()

await tally.step('the invitation names a workspace, a token and the worker to kill', async () => {
  const invitation = await until('the invitation', 60_000, async () => {
    const printed = product.output()
    const kill = /kill -9 (\d+)/.exec(printed)?.[1]
    const found = /\brt_[\w-]{20,}/.exec(printed)?.[0]
    return kill === undefined || found === undefined ? { seen: tail(printed) } : { found: { kill, found, printed } }
  })
  token = invitation.found
  workerPid = Number(invitation.kill)
  const named = /\/workspaces\/([\w-]+)|--workspace[ =]([\w-]+)/.exec(invitation.printed)
  workspace = options.workspace ?? named?.[1] ?? named?.[2] ?? workspace
  return `workspace ${workspace}, worker ${workerPid}`
})

await tally.step('the demo runs operations', async () => {
  const first = await until('an operation', 60_000, async () => {
    const answer = await product.get(path('/operations'), token)
    if (answer.status !== 200) return { seen: `${answer.status} ${JSON.stringify(answer.body)}` }
    const found = readOperations(answer.body)[0]
    return found === undefined ? { seen: 'an empty list' } : { found }
  })
  tenant ??= first.tenant ?? undefined
  return `${first.type} in ${tenant ?? 'no tenant'}`
})

await tally.step('without a token the API says 401', async () => {
  expectEqual('status', (await product.get(path('/operations'))).status, 401)
})

await tally.step('with a token another workspace is not there', async () => {
  expectEqual('status', (await product.get('/api/v1/workspaces/somebody-else/operations', token)).status, 404)
})

await tally.step('the console is served, and the set-up that was printed lets its owner in', async () => {
  expectEqual('page', await product.browse('/login'), 200)
  const cookie = await product.setUp({
    invitation: token ?? '',
    name: 'Walker',
    email: 'walker@example.com',
    password: 'a walk through all of it',
  })
  expectEqual('operations', await product.browse(path('/operations'), cookie), 200)
  expectEqual('session', await product.browse('/api/v1/session', cookie), 200)
})

await tally.step('run files.inventory --wait succeeds', async () => {
  const input = JSON.stringify({ path: join(process.cwd(), 'migrations') })
  const run = succeeded(await product.cli(['run', 'files.inventory', ...scope(), '--input', input, '--wait', '--json'], token))
  finished = readOperation(lastJson(run.stdout))
  expectEqual('outcome', finished.outcome, 'succeeded')
  return `operation ${finished.id}`
})

await tally.step('list shows it', async () => {
  const list = succeeded(await product.cli(['list', ...scope(), '--type', 'files.inventory', '--json'], token))
  const ids = readOperations(lastJson(list.stdout)).map((operation) => operation.id)
  if (!ids.includes(known(finished).id)) throw new Error(`list has ${ids.join(', ')}, not ${known(finished).id}`)
})

await tally.step('API and command line tell the same verdict', async () => {
  const shown = readOperation(
    lastJson(succeeded(await product.cli(['show', known(finished).id, '--workspace', workspace, '--json'], token)).stdout),
  )
  expectEqual('verdict', verdictText(shown.verdict), verdictText((await read(known(finished).id)).verdict))
})

await tally.step('judge derives from the facts of a look the verdict of that look, byte for byte', async () => {
  const file = join(directory, 'facts.json')
  const look = ['show', known(finished).id, '--workspace', workspace, '--verdict', '--facts-to', file]
  const shown = succeeded(await product.cli(look, token)).stdout
  expectEqual('verdict', succeeded(await product.cli(['judge', file, '--json'])).stdout, shown)
})

await tally.step('an operation is in the middle of its work', async () => {
  const input = JSON.stringify({ path: options['slow-path'] })
  const started = readOperation(
    lastJson(succeeded(await product.cli(['run', 'files.inventory', ...scope(), '--input', input, '--json'], token)).stdout),
  )
  victim = await until('it to run', 60_000, async () => {
    const now = await read(started.id)
    return now.status === 'running' ? { found: now } : { seen: say(now) }
  })
  return say(victim)
})

await tally.step('kill -9 of the worker: Worker lost within 4 s, with evidence', async () => {
  const { id } = known(victim)
  process.kill(workerPid, 'SIGKILL')
  const lost = await until('Worker lost', 4_000, async () => {
    const now = await read(id)
    return now.verdict.freshness === 'orphaned' ? { found: now } : { seen: say(now) }
  })
  expectEqual('headline', lost.verdict.headline, 'Worker lost')
  const proof = lost.verdict.evidence.filter((evidence) => evidence.supports === 'orphaned').map((evidence) => evidence.signal)
  if (proof.length === 0) throw new Error('No evidence that supports it is listed.')
  return proof.join(', ')
})

await tally.step('within 15 s it is reconciled as failed, reason worker_lost', async () => {
  const closed = await until('reconciliation', 15_000, async () => {
    const now = await read(known(victim).id)
    return now.verdict.freshness === 'reconciled' ? { found: now } : { seen: say(now) }
  })
  expectEqual('outcome', closed.outcome, 'failed')
  const events = JSON.stringify((await product.get(path(`/operations/${closed.id}/events`), token)).body)
  if (!events.includes('worker_lost')) throw new Error(`No event names worker_lost: ${events}`)
})

let again: Operation | undefined
await tally.step('retry starts a new, linked operation on a new worker', async () => {
  const retried = lastJson(succeeded(await product.cli(['retry', known(victim).id, '--workspace', workspace, '--json'], token)).stdout)
  again = readOperation(retried)
  if (again.id === known(victim).id) throw new Error(`retry answered the same operation ${again.id}`)
  const { id } = again
  return say(
    await until('it to run', 60_000, async () => {
      const now = await read(id)
      return now.status === 'queued' ? { seen: say(now) } : { found: now }
    }),
  )
})

await tally.step('cancel ends it as cancelled', async () => {
  const { id } = known(again)
  succeeded(await product.cli(['cancel', id, '--workspace', workspace], token))
  const ended = await until('its end', 30_000, async () => {
    const now = await read(id)
    return now.status === 'completed' ? { found: now } : { seen: say(now) }
  })
  expectEqual('outcome', ended.outcome, 'cancelled')
})

await tally.step('doctor finds nothing wrong', async () => {
  // As the operator: it looks at the whole ledger, which is more than any token may.
  succeeded(await product.cli(['doctor']))
})

await tally.step('a second start on the same data directory is refused in one sentence', async () => {
  const second = await product.startAgain()
  if (second.code === 0 || /\n\s+at /.test(second.stderr)) throw new Error(`exit ${second.code}: ${tail(second.stderr)}`)
  return tail(second.stderr).split('\n').at(-1)
})

await tally.step('SIGTERM stops it, and a restart still knows everything', async () => {
  await product.stop()
  product = await startProduct(dataDir)
  const kept = await until('the operation after a restart', 120_000, async () => {
    const answer = await product
      .get(path(`/operations/${known(finished).id}`), token)
      .catch((error: unknown) => ({ status: 0, body: String(error) }))
    return answer.status === 200 ? { found: readOperation(answer.body) } : { seen: `${answer.status} ${JSON.stringify(answer.body)}` }
  })
  expectEqual('outcome', kept.outcome, 'succeeded')
})

await product.stop().catch(() => product.kill())
await rm(directory, { recursive: true, force: true })
process.exitCode = tally.close() ? 0 : 1

function known<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('Not reached: an earlier step did not get as far.')
  return value
}

function succeeded(run: Finished): Finished {
  if (run.code !== 0) throw new Error(`exit ${run.code}\n${tail(run.stdout)}\n${tail(run.stderr)}`)
  return run
}

/** The whole output, or the last line of it where progress was printed before the answer. */
function lastJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return JSON.parse(text.trimEnd().split('\n').at(-1) ?? '')
  }
}

function expectEqual(what: string, actual: unknown, expected: unknown): void {
  if (actual !== expected) throw new Error(`${what}: ${String(actual)}\nexpected: ${String(expected)}`)
}
