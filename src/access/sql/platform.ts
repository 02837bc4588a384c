import { json, sql, statement } from '../../db/sql.ts'
import type { Principal } from '../actor.ts'

export type PlatformAct = 'platform_granted' | 'platform_revoked' | 'operations_read' | 'sources_read'

export function selectPlatformOperator(userId: number) {
  return statement(sql<{ userId: number }>`
    select o.user_id as "userId" from runtruth.platform_operators o where o.user_id = ${userId}
      and not exists (select from runtruth.invited_people i where i.user_id = o.user_id)`)
}

/** No row: they hold it already. */
export function insertPlatformOperator(userId: number, grantedBy: string) {
  return statement(sql<{ userId: number }>`
    insert into runtruth.platform_operators (user_id, granted_by) values (${userId}, ${grantedBy})
    on conflict do nothing returning user_id as "userId"`)
}

/** No row: they did not hold it. */
export function deletePlatformOperator(userId: number) {
  return statement(sql<{ userId: number }>`
    delete from runtruth.platform_operators o where o.user_id = ${userId} returning o.user_id as "userId"`)
}

export function insertPlatformEvent(kind: PlatformAct, actor: Pick<Principal, 'id' | 'name'>, data: Readonly<Record<string, unknown>>) {
  return statement(sql<{ id: string }>`
    insert into runtruth.platform_events (kind, actor_id, actor_name, data)
    values (${kind}, ${actor.id}, ${actor.name}, ${json(data)}::jsonb) returning id`)
}
