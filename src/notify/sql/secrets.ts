import { sql, statement } from '../../db/sql.ts'

/** A replaced secret is signed with for so long beside the new one: receivers are changed one after the other. */
const OLD_SECRET_VALID_HOURS = 24

export function insertSecret(workspaceId: number, endpointId: number, secret: Buffer) {
  return statement(sql<{ id: number }>`
    insert into runtruth.webhook_secrets (workspace_id, endpoint_id, secret) values (${workspaceId}, ${endpointId}, ${secret}) returning id`)
}

/** Takes leave of the secrets that are valid now, and forgets those that are not any more. Answers how many are still valid. */
export function retireSecrets(workspaceId: number, endpointId: number) {
  return statement(sql<{ valid: number }>`
    with forgotten as (
      delete from runtruth.webhook_secrets s
      where s.workspace_id = ${workspaceId} and s.endpoint_id = ${endpointId} and s.valid_until <= now()
    ), retired as (
      update runtruth.webhook_secrets s set valid_until = now() + make_interval(hours => ${OLD_SECRET_VALID_HOURS}::integer)
      where s.workspace_id = ${workspaceId} and s.endpoint_id = ${endpointId} and s.valid_until is null
    )
    select count(*)::integer as valid from runtruth.webhook_secrets s
    where s.workspace_id = ${workspaceId} and s.endpoint_id = ${endpointId} and (s.valid_until is null or s.valid_until > now())`)
}

/** For the role that sends, and for no other: nobody else sees the column. The newest first. */
export function selectSecrets(workspaceId: number, endpointIds: readonly number[]) {
  return statement(sql<{ endpointId: number; secret: Buffer }>`
    select s.endpoint_id as "endpointId", s.secret from runtruth.webhook_secrets s
    where s.workspace_id = ${workspaceId} and s.endpoint_id = any(${endpointIds}::integer[]) and (s.valid_until is null or s.valid_until > now())
    order by s.id desc`)
}
