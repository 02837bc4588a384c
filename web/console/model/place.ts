import { createContext, use } from 'react'
import type { Capability, WirePlace } from '../../../src/http/contract.ts'

export const PlaceContext = createContext<WirePlace | null>(null)

/** The workspace that is being looked at; only inside its pages. */
export function usePlace(): WirePlace {
  const place = use(PlaceContext)
  if (place === null) throw new Error('This component stands outside a workspace.')
  return place
}

export function useHolds(): (capability: Capability) => boolean {
  const { you } = usePlace()
  return (capability) => you.capabilities.includes(capability)
}

/** The name people know a tenant by; its address when it is not within reach any more. */
export function tenantName(place: WirePlace, slug: string | null): string | null {
  if (slug === null) return null
  return place.tenants.find((tenant) => tenant.slug === slug)?.name ?? slug
}
