/** One open connection. What is sent to it waits here until its reader takes it, and not for ever. */
export interface Listener {
  readonly body: ReadableStream<Uint8Array>
  send(chunk: Uint8Array): void
  /** `after_all`: what was sent before still arrives. `at_once`: a reader that has fallen behind is cut off. */
  end(when: 'after_all' | 'at_once'): void
}

export interface ListenerOptions {
  /** Drops the connection under the stream, where that is ours to do. */
  readonly hangUp?: (() => void) | undefined
  /** Called once, whoever ended it: the reader, `end`, or its own slowness. */
  readonly onEnd: () => void
}

/** Beyond what the socket holds. A page that is behind by more has to read everything again anyway. */
const WAITING_BYTES_AT_MOST = 1024 * 1024

export function createListener({ hangUp, onEnd }: ListenerOptions): Listener {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined
  let waiting: Uint8Array[] = []
  let waitingBytes = 0
  let wanted = false
  let ended = false

  function finish(): void {
    if (ended) return
    ended = true
    onEnd()
  }

  function cutOff(): void {
    waiting = []
    finish()
    controller?.close()
    hangUp?.()
  }

  const body = new ReadableStream<Uint8Array>(
    {
      start: (started) => {
        controller = started
      },
      pull: (reader) => {
        const chunk = waiting.shift()
        if (chunk === undefined) {
          wanted = true
          return
        }
        waitingBytes -= chunk.byteLength
        reader.enqueue(chunk)
        if (ended && waiting.length === 0) reader.close()
      },
      cancel: () => {
        waiting = []
        finish()
      },
    },
    // Nothing waits inside the stream, where it could neither be counted nor thrown away.
    { highWaterMark: 0 },
  )

  return {
    body,
    send: (chunk) => {
      if (ended) return
      if (wanted) {
        wanted = false
        controller?.enqueue(chunk)
        return
      }
      if (waitingBytes > WAITING_BYTES_AT_MOST) {
        cutOff()
        return
      }
      waiting.push(chunk)
      waitingBytes += chunk.byteLength
    },
    end: (when) => {
      if (ended) return
      if (waiting.length > 0 && when === 'at_once') {
        cutOff()
        return
      }
      finish()
      if (waiting.length === 0) controller?.close()
    },
  }
}
