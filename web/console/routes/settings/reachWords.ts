import type { WirePlace } from '../../../../src/http/contract.ts'
import { tenantName } from '../../model/place.ts'

export function reachWords(place: WirePlace, tenants: readonly string[] | null): string {
  if (tenants === null) return 'All tenants'
  return tenants.length === 0 ? 'No tenant' : tenants.map((slug) => tenantName(place, slug)).join(', ')
}
