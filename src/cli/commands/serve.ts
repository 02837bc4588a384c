import { createHttpHandler, serveHttp } from '../../http/index.ts'
import type { Io } from '../io.ts'
import { withProcess, type ProcessSession } from '../processSession.ts'
import { fired, stopSignal } from '../stopSignal.ts'

export const DEFAULT_HOST = '127.0.0.1'
export const DEFAULT_PORT = 7420

interface ServeFlags {
  readonly config: string | undefined
  readonly port: number | undefined
  readonly host: string | undefined
  readonly 'with-parent': boolean
}

export async function serve({ flags, io }: { readonly flags: ServeFlags; readonly io: Io }): Promise<number> {
  const stop = stopSignal(io, flags['with-parent'])
  const session = async ({ services, signIn, environment, config }: ProcessSession): Promise<number> => {
    const { publicUrl, webhookTargets } = environment
    const handler = createHttpHandler({
      services,
      signIn,
      webhookTargets,
      ...(config.adapters ? { adapters: config.adapters } : {}),
      ...(publicUrl === undefined ? {} : { publicUrl }),
    })
    const server = await serveHttp({
      handler,
      host: flags.host ?? DEFAULT_HOST,
      port: flags.port ?? environment.port ?? DEFAULT_PORT,
      log: services.log,
    })
    io.out.write(`Runtruth is ready at ${server.url}\n`)
    await fired(stop)
    await server.close()
    return 0
  }
  return await withProcess(io, 'server', flags.config, session, { signIn: true })
}
