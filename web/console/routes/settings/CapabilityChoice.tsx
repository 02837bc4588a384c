import type { Capability } from '../../../../src/http/contract.ts'
import { usePlace } from '../../model/place.ts'
import { CAPABILITY_MEANS } from '../../model/roles.ts'

/** Only what one holds: nobody gives what they do not hold themselves. */
export function CapabilityChoice({
  chosen,
  onChange,
}: {
  readonly chosen: readonly Capability[]
  onChange(chosen: readonly Capability[]): void
}) {
  const { you } = usePlace()
  return (
    <fieldset>
      <legend className="font-semibold">It may</legend>
      {you.capabilities.map((capability) => (
        <label key={capability} className="flex min-h-10 items-center gap-3 py-1">
          <input
            type="checkbox"
            className="accent-ink size-4 shrink-0"
            checked={chosen.includes(capability)}
            onChange={(event) => onChange(event.target.checked ? [...chosen, capability] : chosen.filter((kept) => kept !== capability))}
          />
          <span className="flex grow flex-wrap justify-between gap-x-4">
            {CAPABILITY_MEANS[capability]}
            <span className="text-small text-quiet font-mono">{capability}</span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}
