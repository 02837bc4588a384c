import { jsonBytes } from './jsonBytes.ts'

const bodies = new WeakMap<Response, Uint8Array>()

/** JSON as an answer that whoever holds the connection can send as it is: `wholeBody` knows its bytes. */
export function jsonResponse(
  body: object,
  init: { readonly status: number; readonly headers: Readonly<Record<string, string>> },
): Response {
  const bytes = jsonBytes(body)
  const response = new Response(bytes, init)
  bodies.set(response, bytes)
  return response
}

/**
 * The body of an answer that was whole from the beginning; undefined for any other. Read from the answer itself it goes
 * through a stream, which for a page of the list costs as much as judging it.
 */
export function wholeBody(response: Response): Uint8Array | undefined {
  return bodies.get(response)
}
