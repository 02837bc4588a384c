import type { Artifact } from '../ledger/artifacts.ts'

/** A file as an answer, read from the database only as fast as it is taken. */
export function attachment(file: Pick<Artifact, 'fileName' | 'mediaType' | 'bytes'>, content: AsyncGenerator<Uint8Array>): Response {
  return new Response(streamOf(content), {
    headers: {
      'content-type': file.mediaType,
      'content-length': String(file.bytes),
      'content-disposition': `attachment; filename="${asciiName(file.fileName)}"; filename*=UTF-8''${encodeName(file.fileName)}`,
    },
  })
}

/** Should reading fail in the middle, the stream breaks: a client that counts bytes notices, and no half file looks whole. */
function streamOf(content: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    pull: async (controller) => {
      const chunk = await content.next()
      if (chunk.done === true) controller.close()
      else controller.enqueue(chunk.value)
    },
    cancel: async () => {
      await content.return(undefined)
    },
  })
}

function asciiName(name: string): string {
  return name.replaceAll(/[^\w .()-]/g, '_')
}

/** RFC 8187 leaves fewer characters alone than encodeURIComponent does. */
function encodeName(name: string): string {
  return encodeURIComponent(name).replaceAll(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
}
