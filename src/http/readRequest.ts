import type { z } from '@hono/zod-openapi'
import { RuntruthError } from '../errors.ts'
import { invalidRequest, type Part } from './issues.ts'
import { requireWholeText } from './wholeText.ts'

/** The query as its schema gives it back. Unknown and repeated parameters are refused by name. */
export function readQuery<Schema extends z.ZodObject>(url: URL, schema: Schema): z.output<Schema> {
  const given = new Map<string, unknown>()
  for (const name of new Set(url.searchParams.keys())) {
    const values = url.searchParams.getAll(name)
    requireWholeText(`the query parameter ${name.slice(0, 60).replaceAll('\0', '?')}`, values)
    given.set(name, values.length === 1 ? values[0] : values)
  }
  return parse('query', schema, Object.fromEntries(given))
}

/** The JSON body as its schema gives it back; no body at all counts as `{}`. Reads no more than `limitBytes`. */
export async function readBody<Schema extends z.ZodObject>(
  request: Request,
  schema: Schema,
  limitBytes: number,
): Promise<z.output<Schema>> {
  const bytes = await readBytes(request, limitBytes)
  if (bytes.length === 0) return parse('body', schema, {})
  const contentType = request.headers.get('content-type')
  if (!/^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(contentType ?? '')) {
    throw new RuntruthError(
      'invalid_input',
      `Content-Type is ${contentType === null ? 'missing' : JSON.stringify(contentType.slice(0, 80))}. Expected application/json.`,
      {
        field: 'content-type',
      },
    )
  }
  const given = parseJson(bytes)
  requireWholeText('the body', given)
  return parse('body', schema, given)
}

function parse<Schema extends z.ZodObject>(part: Part, schema: Schema, given: unknown): z.output<Schema> {
  const parsed = schema.safeParse(given)
  if (!parsed.success) throw invalidRequest(part, parsed.error.issues, given, Object.keys(schema.shape))
  return parsed.data
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new RuntruthError(
      'invalid_input',
      `The body is not JSON in UTF-8: ${reason.slice(0, 200)}. Expected one JSON object.`,
      { field: 'body' },
      { cause: error },
    )
  }
}

async function readBytes(request: Request, limitBytes: number): Promise<Uint8Array> {
  if (Number(request.headers.get('content-length') ?? 0) > limitBytes) throw tooLarge(limitBytes)
  // These never have one, and asking for it makes a whole Request of what was only a few headers.
  if (request.method === 'GET' || request.method === 'HEAD' || request.body === null) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let length = 0
  // The type of a request's body says any; the Fetch standard says bytes.
  for await (const chunk of request.body as ReadableStream<Uint8Array>) {
    length += chunk.length
    if (length > limitBytes) throw tooLarge(limitBytes)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function tooLarge(limitBytes: number): RuntruthError {
  return new RuntruthError(
    'too_large',
    `The body is larger than ${limitBytes} bytes. Send less, or put what is large where the operation can read it and name the place.`,
    {
      limitBytes,
    },
  )
}
