import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

export type ProxyTarget = { port: number; host?: string }

export type TcpProxy = {
  port: number
  /** The same URL with the road through this proxy. */
  through(url: string): string
  /** Where connections made from now on lead; those that exist stay where they are. */
  switchTo(target: ProxyTarget): void
  /** Breaks every connection, both ends see it at once. */
  dropAll(): void
  /** Silence as on a cut cable: nothing passes, nobody is told, not even of an end that closes meanwhile. */
  pause(): void
  /** Lets through what was held back. */
  resume(): void
  close(): Promise<void>
}

type Road = { client: Socket; upstream: Socket | null }

/** A road between a client and a server that a test can cut, block or lead elsewhere. */
export async function startTcpProxy(options: { target: ProxyTarget }): Promise<TcpProxy> {
  let { target } = options
  let paused = false
  const roads = new Set<Road>()

  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (client) => {
    const road: Road = { client, upstream: null }
    roads.add(road)
    watch(road, client)
    if (!paused) open(road)
  })

  function open(road: Road): void {
    const { client } = road
    const upstream = connect({ port: target.port, host: target.host ?? '127.0.0.1', allowHalfOpen: true })
    road.upstream = upstream
    watch(road, upstream)
    client.pipe(upstream)
    upstream.pipe(client)
  }

  function watch(road: Road, socket: Socket): void {
    socket.setNoDelay(true)
    // The reason does not matter; `close` follows.
    socket.on('error', () => {})
    socket.on('close', () => {
      if (!paused) breakRoad(road)
    })
  }

  function breakRoad(road: Road): void {
    roads.delete(road)
    for (const socket of [road.client, road.upstream]) if (socket !== null && !socket.destroyed) socket.resetAndDestroy()
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('A TCP server has no port.')
  const { port } = address

  return {
    port,
    through: (url) => {
      const detour = new URL(url)
      detour.hostname = '127.0.0.1'
      detour.port = String(port)
      return detour.href
    },
    switchTo: (next) => {
      target = next
    },
    dropAll: () => {
      for (const road of roads) breakRoad(road)
    },
    pause: () => {
      paused = true
      for (const { client, upstream } of roads) {
        client.unpipe().pause()
        upstream?.unpipe().pause()
      }
    },
    resume: () => {
      paused = false
      for (const road of roads) {
        const { client, upstream } = road
        if (client.destroyed || upstream?.destroyed === true) breakRoad(road)
        else if (upstream === null) open(road)
        else {
          client.pipe(upstream)
          upstream.pipe(client)
        }
      }
    },
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      for (const road of roads) breakRoad(road)
      await closed
    },
  }
}
