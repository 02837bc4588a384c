import type { Place } from '../../access/grants.ts'
import { mappingFor } from '../readMappings.ts'
import type { JobMapping, JobWord, QueueSource } from '../contract.ts'
import type { Places } from './placesOf.ts'

export type Assignment =
  | { readonly kind: 'assigned'; readonly mapping: JobMapping; readonly place: Place; readonly tenantId: number | null }
  /** The mapping has no entry for such jobs: they are not followed at all. */
  | { readonly kind: 'not_followed' }
  | { readonly kind: 'refused'; readonly reason: string }

/** Which workspace and tenant a job belongs to. Never guessed: what the mapping does not say clearly is refused, with the reason. */
export async function assignJob(source: QueueSource, places: Places, word: JobWord): Promise<Assignment> {
  const mapping = mappingFor(source.mapping, word)
  if (!mapping) return { kind: 'not_followed' }
  const refused = (reason: string): Assignment => ({ kind: 'refused', reason })
  try {
    const named = mapping.workspace(word)
    const workspace = given(named) ? named : source.unmapped === 'to_workspace' ? source.workspace : null
    if (workspace === null) return refused('The mapping names no workspace for it.')
    const place = await places.find(workspace)
    if (!place) return refused(`There is no workspace ${JSON.stringify(workspace)}.`)
    const tenant = mapping.tenant(word)
    if (!given(tenant)) return { kind: 'assigned', mapping, place, tenantId: null }
    const found = place.tenants.find(({ slug }) => slug === tenant)
    if (!found) return refused(`Workspace ${workspace} has no tenant ${JSON.stringify(tenant)}.`)
    return { kind: 'assigned', mapping, place, tenantId: found.id }
  } catch (error) {
    return refused(`The mapping threw: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** A payload can hold anything where a slug is expected. */
function given(slug: unknown): slug is string {
  return typeof slug === 'string' && slug !== ''
}
