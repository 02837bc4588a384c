import { sql, statement } from '../../db/sql.ts'
import type { RunOutcome, RunStatus } from '../../truth/facts.ts'

/** Only the attempt that runs now may write: an earlier one that is still alive would mix its chunks into another's. */
function runningAttempt(workspaceId: number, runId: string, attempt: number) {
  return sql`
    select r.workspace_id, r.id from runtruth.operation_runs r
    where r.workspace_id = ${workspaceId} and r.id = ${runId}::bigint and r.status = 'running' and r.attempt = ${attempt}
    for key share`
}

export function upsertArtifact(workspaceId: number, runId: string, attempt: number, file: { fileName: string; mediaType: string }) {
  return statement(sql<{ runId: string }>`
    with run as (${runningAttempt(workspaceId, runId, attempt)})
    insert into runtruth.artifacts as a (workspace_id, run_id, file_name, media_type)
    select workspace_id, id, ${file.fileName}, ${file.mediaType} from run
    on conflict (workspace_id, run_id) do update set file_name = excluded.file_name, media_type = excluded.media_type
    returning a.run_id as "runId"`)
}

export function deleteChunks(workspaceId: number, runId: string) {
  return statement(sql<never>`
    delete from runtruth.artifact_chunks c where c.workspace_id = ${workspaceId} and c.run_id = ${runId}::bigint`)
}

export function insertChunk(workspaceId: number, runId: string, attempt: number, chunk: number, content: Uint8Array) {
  return statement(sql<{ chunk: number }>`
    with run as (${runningAttempt(workspaceId, runId, attempt)})
    insert into runtruth.artifact_chunks (workspace_id, run_id, chunk, content)
    select workspace_id, id, ${chunk}, ${content}::bytea from run
    returning chunk`)
}

export interface ArtifactRow {
  runId: string
  tenantId: number | null
  status: RunStatus
  outcome: RunOutcome
  fileName: string | null
  mediaType: string | null
  bytes: string
  chunks: number
}

/** One row for a run that exists, with a null file where it produced none. */
export function selectArtifact(workspaceId: number, runId: string) {
  return statement(sql<ArtifactRow>`
    select r.id as "runId", r.tenant_id as "tenantId", r.status, r.outcome, a.file_name as "fileName", a.media_type as "mediaType",
      coalesce(held.bytes, 0)::text as bytes, coalesce(held.chunks, 0)::integer as chunks
    from runtruth.operation_runs r
    left join runtruth.artifacts a on a.workspace_id = r.workspace_id and a.run_id = r.id
    left join lateral (
      select sum(octet_length(c.content)) as bytes, count(*) as chunks
      from runtruth.artifact_chunks c where c.workspace_id = r.workspace_id and c.run_id = r.id
    ) held on true
    where r.workspace_id = ${workspaceId} and r.id = ${runId}::bigint`)
}

export function selectChunk(workspaceId: number, runId: string, chunk: number) {
  return statement(sql<{ content: Buffer }>`
    select c.content from runtruth.artifact_chunks c
    where c.workspace_id = ${workspaceId} and c.run_id = ${runId}::bigint and c.chunk = ${chunk}`)
}
