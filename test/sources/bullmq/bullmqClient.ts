import { createPostgresBackend, FlowProducer, Queue, Worker, type Processor } from 'bullmq'
import type { BullmqConnection } from '../../../src/sources/bullmq/index.ts'

/** BullMQ's own classes over either store; in a module of its own, since workers run outside the tests. */
export interface WorkerOptions {
  /** Absent: a worker without a name. */
  readonly name?: string
  readonly concurrency: number
  /** Absent: BullMQ's own. */
  readonly lockDuration?: number
  readonly stalledInterval?: number
}

export interface BullmqClient {
  queue(name: string): Queue
  flows(): FlowProducer
  worker(name: string, process: Processor, options: WorkerOptions): Worker
}

export function bullmqClient(connection: BullmqConnection): BullmqClient {
  if ('redis' in connection) {
    const { prefix = 'bull' } = connection
    const options = { connection: { url: connection.redis }, prefix }
    return {
      queue: (name) => quiet(new Queue(name, options)),
      flows: () => quiet(new FlowProducer(options)),
      worker: (name, process, own) => quiet(new Worker(name, process, { ...options, ...own })),
    }
  }
  const options = { connection: { connectionString: connection.postgres, schema: connection.schema ?? 'bullmq', migrate: true } }
  // What differs between the two are the options alone, of which nothing here is asked.
  return {
    queue: (name) => quiet(new Queue(name, options, createPostgresBackend)) as unknown as Queue,
    flows: () => quiet(new FlowProducer(options, createPostgresBackend)) as unknown as FlowProducer,
    worker: (name, process, own) => quiet(new Worker(name, process, { ...options, ...own }, createPostgresBackend)) as unknown as Worker,
  }
}

/** A store that is restarted breaks connections; without a listener that would end the process. */
function quiet<Client extends { on(event: 'error', listener: () => void): unknown }>(client: Client): Client {
  client.on('error', () => {})
  return client
}
