import { Agent, get } from 'node:http'

export interface Caller {
  /** Reads the answer whole; throws where it is not 200. */
  ask(url: string, headers: Readonly<Record<string, string>>): Promise<void>
  close(): void
}

/** Asks over kept connections and does little besides: it shares the cores with what is measured, where `fetch` takes as much of them as a third of an answer. */
export function openCaller(): Caller {
  const agent = new Agent({ keepAlive: true })
  return {
    ask: async (url, headers) =>
      await new Promise<void>((resolve, reject) => {
        get(url, { agent, headers }, (answer) => {
          const chunks: Buffer[] = []
          answer.on('data', (chunk: Buffer) => chunks.push(chunk))
          answer.on('error', reject)
          answer.on('end', () => {
            if (answer.statusCode === 200) resolve()
            else reject(new Error(`${url} answered ${answer.statusCode}: ${Buffer.concat(chunks).toString()}`))
          })
        }).on('error', reject)
      }),
    close: () => agent.destroy(),
  }
}
