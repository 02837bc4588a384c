import { requireCapability, requireTenantInReach, type Scope } from '../access/scope.ts'
import type { Database, Tx } from '../db/database.ts'
import { RuntruthError, notFound } from '../errors.ts'
import type { RunOutcome } from '../truth/facts.ts'
import { requireReporter } from './requireReporter.ts'
import { readRunId } from './runId.ts'
import { deleteChunks, insertChunk, selectArtifact, selectChunk, upsertArtifact } from './sql/artifacts.ts'
import { insertEvent } from './sql/insertEvent.ts'

/** A chunk crosses the wire and the memory of both ends whole. */
export const ARTIFACT_CHUNK_BYTES = 1024 * 1024

/** A file that an operation produced for download. */
export interface Artifact {
  readonly runId: string
  readonly fileName: string
  /** As sent in Content-Type. */
  readonly mediaType: string
  readonly bytes: number
  /** Chunks are numbered from 0. */
  readonly chunks: number
}

/** Which attempt writes; artifacts are fenced like every other report. */
export interface ArtifactWriter {
  readonly runId: string
  readonly attempt: number
}

/** Begins the file of this attempt, without whatever an earlier attempt had written of it. */
export async function openArtifact(tx: Tx, scope: Scope, at: ArtifactWriter, file: { fileName: string; mediaType: string }): Promise<void> {
  await requireReporter(tx, scope, at.runId)
  const opened = await tx.row(upsertArtifact(scope.workspace.id, at.runId, at.attempt, file))
  if (!opened) throw noLongerRunning(at)
  await tx.rows(deleteChunks(scope.workspace.id, at.runId))
}

/** Appends one chunk of at most `ARTIFACT_CHUNK_BYTES`; the writer numbers them from 0. */
export async function appendArtifact(tx: Tx, scope: Scope, at: ArtifactWriter, chunk: number, content: Uint8Array): Promise<void> {
  if (content.byteLength > ARTIFACT_CHUNK_BYTES) {
    throw new RuntruthError(
      'internal',
      `An artifact chunk holds ${content.byteLength} bytes; at most ${ARTIFACT_CHUNK_BYTES} are written at once.`,
    )
  }
  await requireReporter(tx, scope, at.runId)
  if (!(await tx.row(insertChunk(scope.workspace.id, at.runId, at.attempt, chunk, content)))) throw noLongerRunning(at)
}

/** Whether there is something to download; no audit, for pages that offer the link. Undefined: not finished, failed, or no file. */
export async function findArtifact(tx: Tx, scope: Scope, runId: string): Promise<Artifact | undefined> {
  requireCapability(scope, 'operations.view')
  const row = await tx.row(selectArtifact(scope.workspace.id, readRunId(runId)))
  if (!row) throw notFound()
  requireTenantInReach(scope, row.tenantId)
  if (row.fileName === null || row.mediaType === null || !isWhole(row.outcome)) return undefined
  return { runId: row.runId, fileName: row.fileName, mediaType: row.mediaType, bytes: Number(row.bytes), chunks: row.chunks }
}

/**
 * Opens the file for download and records who took it. Not found: no such operation in reach, or no file. Conflict: the
 * operation has not finished or did not succeed, so its file would be half a file. The content follows by `artifactContent`.
 */
export async function readArtifact(tx: Tx, scope: Scope, runId: string): Promise<Artifact> {
  requireCapability(scope, 'operations.view')
  const row = await tx.row(selectArtifact(scope.workspace.id, readRunId(runId)))
  if (!row) throw notFound()
  requireTenantInReach(scope, row.tenantId)
  if (row.fileName === null || row.mediaType === null) throw notFound('file')
  if (!isWhole(row.outcome)) {
    const state = row.status === 'completed' ? row.outcome : row.status
    throw new RuntruthError(
      'conflict',
      `The file of operation ${row.runId} is not complete: the operation is ${state}. Wait until it has succeeded.`,
      {
        id: row.runId,
      },
    )
  }
  await tx.row(insertEvent(scope.workspace.id, row.runId, { kind: 'downloaded', actor: scope.principal, data: { fileName: row.fileName } }))
  return { runId: row.runId, fileName: row.fileName, mediaType: row.mediaType, bytes: Number(row.bytes), chunks: row.chunks }
}

/**
 * The bytes of an artifact, chunk by chunk, each in a transaction of its own: a slow reader holds no connection. Retention
 * may take the operation in between; then this throws instead of ending early as if it were whole.
 */
export async function* artifactContent(db: Database, scope: Scope, artifact: Artifact): AsyncGenerator<Uint8Array> {
  for (let chunk = 0; chunk < artifact.chunks; chunk += 1) {
    const row = await db.inWorkspace(scope.workspace.id, async (tx) => await tx.row(selectChunk(scope.workspace.id, artifact.runId, chunk)))
    if (!row) throw new RuntruthError('not_found', `The file of operation ${artifact.runId} was removed while it was read.`)
    yield row.content
  }
}

function isWhole(outcome: RunOutcome): boolean {
  return outcome === 'succeeded' || outcome === 'partially_succeeded'
}

function noLongerRunning(at: ArtifactWriter): RuntruthError {
  return new RuntruthError(
    'stale_lease',
    `Attempt ${at.attempt} of operation ${at.runId} is no longer running; its file is not written any further.`,
    {
      id: at.runId,
      attempt: at.attempt,
    },
  )
}
