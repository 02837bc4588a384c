import { findPlace, scopeOf, type Place } from '../access/grants.ts'
import type { Scope } from '../access/scope.ts'
import type { Clock } from '../clock.ts'
import type { Database } from '../db/database.ts'
import { notFound } from '../errors.ts'
import { RENEWED_FROM } from '../shared.ts'
import type { Services } from '../work/services.ts'
import { refuseForeignOrigin } from './foreignOrigin.ts'
import { ProtocolError } from './problem.ts'
import type { RateLimit } from './rateLimit.ts'

export interface Entered {
  readonly place: Place
  readonly scope: Scope
  /** What is left of the rate, for the answer. */
  readonly headers: Readonly<Record<string, string>>
}

export interface Door {
  /** Who asks, where, with what right. `freshPlace`: for those who act on what the place says now. */
  enter(request: Request, slug: string, address: string | undefined, freshPlace: boolean): Promise<Entered>
  /** The same question for a request that is still open; undefined when it would not get in now. Not counted. */
  askAgain(request: Request, slug: string): Promise<Omit<Entered, 'headers'> | undefined>
}

/** As the database has it; anything else names no workspace, and never becomes a query. */
const SLUG = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/

/**
 * Authority is asked for every request and never remembered. Missing and out of reach are one answer, given without a look
 * at the workspace, so that not even the time it takes tells one from the other.
 */
export function createDoor(services: Services, rateLimit: RateLimit, publicUrl: string | undefined): Door {
  const publicOrigin = publicUrl === undefined ? null : new URL(publicUrl).origin
  const places = sharedPlaces(services.db, services.clock)
  return {
    enter: async (request, slug, address, freshPlace) => {
      // Guessing is what an address is stopped for; a session that was begun here is no guess, also when it has ended.
      const guesser = services.authority.carriesSession?.(request) === true ? undefined : address
      await rateLimit.before(request, guesser)
      refuseForeignOrigin(request, publicOrigin)
      const grant = SLUG.test(slug) ? await services.authority.ofRequest(request, slug) : undefined
      if (!grant) {
        if (!(await areCredentialsValid(services, request))) {
          await rateLimit.failed(guesser)
          throw unauthenticated(request)
        }
        await rateLimit.passed(request, `${slug} unreached`)
        throw notFound('workspace')
      }
      const headers = await rateLimit.passed(request, `${slug} ${grant.principal.kind} ${grant.principal.id}`)
      const place = await places.find(slug, freshPlace ? 'now' : { tenant: new URL(request.url).searchParams.get('tenant') })
      if (!place) throw notFound('workspace')
      return { place, scope: scopeOf(place, grant), headers }
    },
    askAgain: async (request, slug) => {
      const grant = await services.authority.ofRequest(request, slug)
      const place = grant && (await places.find(slug, { tenant: null }))
      return place && { place, scope: scopeOf(place, grant) }
    },
  }
}

/** A host that answers nothing has been shown credentials or not; more cannot be told from here. */
async function areCredentialsValid({ authority }: Services, request: Request): Promise<boolean> {
  if (authority.recognises) return await authority.recognises(request)
  return request.headers.has('authorization') || request.headers.has('cookie')
}

export function unauthenticated(request: Request): ProtocolError {
  const presented = request.headers.has('authorization')
  return new ProtocolError(
    'unauthenticated',
    401,
    presented
      ? 'These credentials are not valid: unknown, expired, revoked, or their member is no longer active. Create a token with: runtruth token create'
      : 'No credentials, or a session that has ended. Sign in again, or send the header Authorization: Bearer TOKEN; create a token with: runtruth token create',
    { 'www-authenticate': presented ? 'Bearer realm="runtruth", error="invalid_token"' : 'Bearer realm="runtruth"' },
  )
}

const PLACE_SHARE_MS = 1_000
const PLACES_KEPT = 1_000

/** A place changes by hand, a list is read many times a second. A tenant that is not there yet is looked for again. */
function sharedPlaces(db: Database, clock: Clock) {
  const kept = new Map<string, { readonly askedAtMs: number; readonly place: Place }>()
  const underWay = new Map<string, Promise<Place | undefined>>()

  async function ask(slug: string): Promise<Place | undefined> {
    const askedAtMs = clock.monotonicMs()
    const place = await findPlace(db, slug)
    kept.delete(slug)
    if (!place) return undefined
    if (kept.size >= PLACES_KEPT) kept.delete(kept.keys().next().value ?? '')
    kept.set(slug, { askedAtMs, place })
    return place
  }

  async function askTogether(slug: string): Promise<Place | undefined> {
    const asking = underWay.get(slug) ?? ask(slug).finally(() => underWay.delete(slug))
    underWay.set(slug, asking)
    return await asking
  }

  return {
    find: async (slug: string, wanted: 'now' | { readonly tenant: string | null }): Promise<Place | undefined> => {
      if (wanted === 'now') return await ask(slug)
      const known = kept.get(slug)
      const ageMs = known === undefined ? Number.POSITIVE_INFINITY : clock.monotonicMs() - known.askedAtMs
      // As in `shared`: who asks often does not wait.
      if (ageMs >= RENEWED_FROM * PLACE_SHARE_MS && ageMs < PLACE_SHARE_MS) askTogether(slug).catch(() => {})
      const place = known !== undefined && ageMs < PLACE_SHARE_MS ? known.place : await askTogether(slug)
      return place === undefined || hasTenant(place, wanted.tenant) ? place : await ask(slug)
    },
  }
}

function hasTenant(place: Place, tenant: string | null): boolean {
  return tenant === null || place.tenants.some(({ slug }) => slug === tenant)
}
