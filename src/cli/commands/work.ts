import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import { RuntruthError } from '../../errors.ts'
import type { Registry } from '../../work/registry.ts'
import { runWorker } from '../../work/runWorker.ts'
import type { Io } from '../io.ts'
import { withProcess } from '../processSession.ts'
import { fired, stopSignal } from '../stopSignal.ts'

interface WorkFlags {
  readonly name: string | undefined
  readonly concurrency: number | undefined
  readonly types: string | undefined
  readonly config: string | undefined
  readonly 'with-parent': boolean
}

export async function work({ flags, io }: { readonly flags: WorkFlags; readonly io: Io }): Promise<number> {
  const stop = stopSignal(io, flags['with-parent'])
  // Without a name of its own a process must not take over from another one that is alive.
  const name = flags.name ?? `${hostname()}-${randomBytes(3).toString('hex')}`
  return await withProcess(io, `worker ${name}`, flags.config, async ({ services, url }) => {
    const types = readTypes(flags.types, services.registry)
    const worker = await runWorker({
      services,
      url,
      name,
      ...(flags.concurrency === undefined ? {} : { concurrency: flags.concurrency }),
      ...(types === undefined ? {} : { types }),
    })
    services.log.info({ worker: name, bootId: worker.bootId, pid: process.pid }, 'worker is ready')
    // Settles by itself only when the worker cannot go on; then it rejects with the reason.
    await Promise.race([fired(stop), worker.done])
    await worker.stop()
    await worker.done
    services.log.info({ worker: name }, 'worker has stopped')
    return 0
  })
}

function readTypes(list: string | undefined, registry: Registry): string[] | undefined {
  if (list === undefined) return undefined
  const types = list.split(',').map((type) => type.trim())
  const unknown = types.find((type) => registry.find(type) === undefined)
  if (unknown === undefined) return types
  throw new RuntruthError(
    'invalid_input',
    `--types names ${JSON.stringify(unknown)}, which is not defined here. Known are: ${registry.all.map(({ type }) => type).join(', ')}.`,
  )
}
