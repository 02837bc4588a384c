import { usePlace } from '../../model/place.ts'

/** Slugs; null: all of them, also those added later. */
export type Reach = readonly string[] | null

export function TenantReach({ reach, onChange }: { readonly reach: Reach; onChange(reach: Reach): void }) {
  const { tenants, reachesAll } = usePlace()
  return (
    <fieldset>
      <legend className="font-semibold">Tenants</legend>
      {reachesAll ? (
        <label className="flex min-h-10 items-center gap-3">
          <input type="radio" name="reach" className="accent-ink size-4" checked={reach === null} onChange={() => onChange(null)} />
          All, also those added later
        </label>
      ) : null}
      <label className="flex min-h-10 items-center gap-3">
        <input
          type="radio"
          name="reach"
          className="accent-ink size-4"
          checked={reach !== null}
          disabled={tenants.length === 0}
          onChange={() => onChange([])}
        />
        Only these
      </label>
      {reach === null ? null : (
        <ul className="border-rule ms-7 max-h-52 overflow-y-auto border-s ps-4" aria-label="Tenants within reach">
          {tenants.map(({ slug, name }) => (
            <li key={slug}>
              <label className="flex min-h-10 items-center gap-3">
                <input
                  type="checkbox"
                  className="accent-ink size-4"
                  checked={reach.includes(slug)}
                  onChange={(event) => onChange(event.target.checked ? [...reach, slug] : reach.filter((kept) => kept !== slug))}
                />
                <bdi>{name}</bdi>
              </label>
            </li>
          ))}
        </ul>
      )}
    </fieldset>
  )
}
