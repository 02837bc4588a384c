export interface SentEvent {
  readonly id: string
  readonly name: string
  /** As it was written. */
  readonly data: string
}

export interface EventReading {
  /** Everything that was on the wire, comments too. */
  wire(): string
  over(): boolean
  /** Resolves at the end, whoever made it. */
  readonly ended: Promise<void>
  cancel(): Promise<void>
}

/** Reads a stream of server-sent events as a browser does. */
export function readEventStream(response: Response, onEvent: (event: SentEvent) => void): EventReading {
  let [wire, rest, over] = ['', '', false]
  // The type of a body says any; the Fetch standard says bytes.
  const reader = (response.body as ReadableStream<Uint8Array> | null)?.getReader()
  const decoder = new TextDecoder()
  const ended = (async () => {
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
      const text = decoder.decode(part.value, { stream: true })
      wire += text
      const blocks = (rest + text).split('\n\n')
      rest = blocks.pop() ?? ''
      for (const block of blocks) {
        const fields = Object.fromEntries(
          block.split('\n').map((line) => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)]),
        )
        if (fields['event'] !== undefined) onEvent({ id: fields['id'] ?? '', name: fields['event'], data: fields['data'] ?? 'null' })
      }
    }
  })()
    // A connection that breaks is an end like another.
    .catch(() => {})
    .finally(() => {
      over = true
    })
  return {
    wire: () => wire,
    over: () => over,
    ended,
    cancel: async () => {
      await reader?.cancel().catch(() => {})
      await ended
    },
  }
}
