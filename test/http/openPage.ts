import { browserClock } from '../../web/browserClock.ts'
import { createLive, type Live } from '../../web/console/live/createLive.ts'
import type { Seen } from '../../web/console/live/liveStore.ts'
import type { EventSourceLike } from '../../web/console/live/streamClient.ts'
import type { WireList, WireOperation } from '../../src/http/contract.ts'
import { readEventStream, type EventReading } from './readEventStream.ts'

export interface PageAddress {
  /** Of the server. */
  readonly url: string
  readonly workspace: string
  readonly tenant?: string
  readonly token: string
}

/** A page of the console as far as it hears and remembers, with the network in the hands of the test. */
export interface OpenPage {
  readonly live: Live
  /** It has read what it shows and hears what changes from there on. */
  readonly ready: Promise<void>
  /** Everything the servers have sent it, heads and bodies. */
  wire(): string
  /** How often it was told to read everything anew. */
  readings(): number
  /** How often a stream was opened for it. */
  connections(): number
  /** Every operation it knows of, as it stands there. */
  seen(): readonly Seen[]
  /** Resolves when it has been told of so many looks that came after this call, or does not hear: then at once. */
  looks(count: number): Promise<void>
  /** Its road breaks, and it does not get through until `comeBack`. */
  cutOff(): void
  comeBack(): void
  close(): void
}

export function openPage({ url, workspace, tenant, token }: PageAddress): OpenPage {
  const known = new Map<string, WireOperation>()
  const waiting = new Set<{ left: number; readonly heard: () => void }>()
  const back: (() => void)[] = []
  let connected = true
  let source: AbortController | undefined
  const heads: string[] = []
  const readings: EventReading[] = []
  const within = (path: string, query: Readonly<Record<string, string>>) =>
    `${url}/api/v1/workspaces/${workspace}${path}?${String(new URLSearchParams({ ...query, ...(tenant === undefined ? {} : { tenant }) }))}`

  function openSource(address: string): EventSourceLike {
    const listeners = new Map<string, (event: { data?: unknown; lastEventId?: string }) => void>()
    const abort = new AbortController()
    const failed = () => listeners.get('error')?.({})
    source = abort
    const connect = async () => {
      if (!connected) throw new Error('There is no road.')
      const response = await fetch(address, { headers: { authorization: `Bearer ${token}` }, signal: abort.signal })
      heads.push(headOf(response))
      if (response.status !== 200) throw new Error(`The stream answered ${response.status}.`)
      const reading = readEventStream(response, ({ id, name, data }) => {
        listeners.get(name)?.({ data, lastEventId: id })
        if (name === 'evidence' || name === 'operations') tellLook()
      })
      readings.push(reading)
      await reading.ended
    }
    void connect()
      .catch(() => {})
      .then(failed)
    return { addEventListener: (name, listener) => void listeners.set(name, listener), close: () => abort.abort() }
  }

  function tellLook(): void {
    for (const wait of waiting) {
      wait.left -= 1
      if (wait.left > 0) continue
      waiting.delete(wait)
      wait.heard()
    }
  }

  let became: { ready: () => void; failed: (error: unknown) => void } | undefined
  const ready = new Promise<void>((resolve, reject) => {
    became = { ready: resolve, failed: reject }
  })
  let read = 0
  const live = createLive(
    {
      url: within('/stream', {}),
      onOperations: remember,
      onRead: () => {
        read += 1
        void readAll().then(became?.ready, became?.failed)
      },
    },
    {
      clock: browserClock,
      page: {
        isHidden: () => false,
        on: (event, listener) => {
          if (event === 'online') back.push(listener)
          return () => {}
        },
      },
      sharedWorker: () => null,
      openSource,
    },
  )

  function remember(operations: readonly WireOperation[]): void {
    for (const operation of operations) if (!known.has(operation.id)) known.set(operation.id, operation)
  }

  async function readAll(): Promise<void> {
    for (let cursor: string | null | undefined; cursor !== null;) {
      const query = { include: 'facts', limit: '200', ...(cursor === undefined ? {} : { cursor }) }
      const response = await fetch(within('/operations', query), { headers: { authorization: `Bearer ${token}` } })
      const text = await response.text()
      heads.push(headOf(response), text)
      // As the contract has it; the server's own tests hold it to that.
      const list = JSON.parse(text) as WireList
      live.store.hear(list.operations)
      remember(list.operations)
      cursor = list.next
    }
  }

  return {
    live,
    ready,
    wire: () => [...heads, ...readings.map((reading) => reading.wire())].join('\n'),
    readings: () => read,
    connections: () => readings.length,
    // What was told first only names the operation: the store shows the newest it has heard of it.
    seen: () => live.store.view([...known.values()]).seen(),
    looks: async (count) => {
      if (connected) await new Promise<void>((heard) => void waiting.add({ left: count, heard }))
    },
    cutOff: () => {
      connected = false
      source?.abort()
      for (const { heard } of waiting) heard()
      waiting.clear()
    },
    comeBack: () => {
      connected = true
      for (const tell of back) tell()
    },
    close: () => {
      live.close()
      source?.abort()
    },
  }
}

function headOf(response: Response): string {
  return [response.status, ...[...response.headers].map(([name, value]) => `${name}: ${value}`)].join('\n')
}
