import type { Scope } from '../access/scope.ts'
import type { Database } from '../db/database.ts'
import { appendArtifact, ARTIFACT_CHUNK_BYTES, openArtifact, type ArtifactWriter } from '../ledger/artifacts.ts'

/** Text on its way into an artifact, in chunks; never more than one of them in memory. */
export interface ArtifactSink {
  write(text: string): Promise<void>
  /** Writes the rest; answers how many bytes the file has. */
  end(): Promise<number>
}

export async function openArtifactSink(
  db: Database,
  scope: Scope,
  at: ArtifactWriter,
  file: { fileName: string; mediaType: string },
): Promise<ArtifactSink> {
  let held = Buffer.alloc(0)
  let chunk = 0
  let bytes = 0

  async function flush(content: Buffer): Promise<void> {
    await db.inWorkspace(scope.workspace.id, async (tx) => await appendArtifact(tx, scope, at, chunk, content))
    chunk += 1
    bytes += content.byteLength
  }

  await db.inWorkspace(scope.workspace.id, async (tx) => await openArtifact(tx, scope, at, file))
  return {
    write: async (text) => {
      held = Buffer.concat([held, Buffer.from(text, 'utf8')])
      while (held.byteLength >= ARTIFACT_CHUNK_BYTES) {
        await flush(held.subarray(0, ARTIFACT_CHUNK_BYTES))
        held = held.subarray(ARTIFACT_CHUNK_BYTES)
      }
    },
    end: async () => {
      if (held.byteLength > 0) await flush(held)
      held = Buffer.alloc(0)
      return bytes
    },
  }
}
