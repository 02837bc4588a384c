import type { WireStreamEvents } from '../contract.ts'

const encoder = new TextEncoder()

/** One event of a stream as it goes over the wire; encoded once, however many listen. */
export function encodeEvent<Name extends keyof WireStreamEvents>(name: Name, data: WireStreamEvents[Name], id: string): Uint8Array {
  return encoder.encode(`id: ${id}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`)
}

/** A comment: keeps proxies from taking a quiet stream for a dead one, and is no event to anybody. */
export const KEEP_ALIVE = encoder.encode(': still here\n\n')
