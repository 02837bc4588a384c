import { SYSTEM, type Role } from '../access/actor.ts'
import { findPlace, systemScope, type Place } from '../access/grants.ts'
import { addMember } from '../access/members.ts'
import { insertTenant, insertWorkspace } from '../access/sql/places.ts'
import type { Database } from '../db/database.ts'
import { notFound } from '../errors.ts'

export interface WantedWorkspace {
  readonly slug: string
  readonly name: string
  readonly tenants?: readonly { readonly slug: string; readonly name: string }[]
  readonly members?: readonly { readonly email: string; readonly name: string; readonly role: Role }[]
}

export interface EnsuredMember {
  /** As an initiator of operations names it. */
  readonly id: string
  readonly name: string
}

/**
 * Creates what is not there yet: a workspace, its tenants, and members with their roles. Nothing is removed or renamed, so
 * it may run at every start of a host. Answers the members in the order they were given.
 */
export async function ensureWorkspace(services: { readonly db: Database }, wanted: WantedWorkspace): Promise<readonly EnsuredMember[]> {
  const { db } = services
  await db.asSystem(async (tx) => await tx.row(insertWorkspace(wanted.slug, wanted.name)))
  let place = await placeOf(db, wanted.slug)
  const { id } = place.workspace
  await db.inWorkspace(id, async (tx) => {
    for (const { slug, name } of wanted.tenants ?? []) await tx.row(insertTenant(id, slug, name))
  })
  place = await placeOf(db, wanted.slug)
  const scope = systemScope(place.workspace, SYSTEM)
  const members: EnsuredMember[] = []
  for (const { email, name, role } of wanted.members ?? []) {
    const added = await addMember(db, place, scope, { email, name, role, tenants: null })
    members.push({ id: added.id, name: added.name })
  }
  return members
}

async function placeOf(db: Database, slug: string): Promise<Place> {
  const place = await findPlace(db, slug)
  if (!place) throw notFound('workspace')
  return place
}
