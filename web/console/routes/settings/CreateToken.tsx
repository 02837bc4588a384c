import { useState } from 'react'
import type { Capability, WireCreatedToken } from '../../../../src/http/contract.ts'
import { apiUrl, inWorkspace, post } from '../../api/client.ts'
import { keys } from '../../api/keys.ts'
import { Field, INPUT } from '../../components/Field.tsx'
import { usePlace } from '../../model/place.ts'
import { FormDialog } from './FormDialog.tsx'
import { CapabilityChoice } from './CapabilityChoice.tsx'
import { SecretOnce } from './SecretOnce.tsx'
import { TenantReach, type Reach } from './TenantReach.tsx'
import { useDeed } from './useDeed.ts'

const LIFETIMES = [
  { days: 30, label: '30 days' },
  { days: 90, label: '90 days' },
  { days: 365, label: '1 year' },
  { days: null, label: 'Until it is revoked' },
] as const

export function CreateToken({ onClose }: { onClose(): void }) {
  const { slug, reachesAll } = usePlace()
  const [name, setName] = useState('')
  const [capabilities, setCapabilities] = useState<readonly Capability[]>(['operations.view'])
  const [reach, setReach] = useState<Reach>(reachesAll ? null : [])
  const [expiresInDays, setDays] = useState<number | null>(90)
  const [created, setCreated] = useState<WireCreatedToken | null>(null)
  const create = useDeed({
    act: async () =>
      await post<WireCreatedToken>(apiUrl(inWorkspace(slug, '/tokens')), {
        name: name.trim(),
        capabilities,
        tenants: reach,
        ...(expiresInDays === null ? {} : { expiresInDays }),
      }),
    renews: [keys.tokens(slug), keys.audit(slug)],
    said: () => null,
    done: setCreated,
  })
  if (created !== null) return <SecretOnce what="token" name={name.trim()} secret={created.secret} onClose={onClose} />
  const missing =
    capabilities.length === 0
      ? 'Choose at least one thing it may do.'
      : reach !== null && reach.length === 0
        ? 'Choose at least one tenant.'
        : null
  return (
    <FormDialog
      title="Create a token"
      submitLabel="Create"
      busy={create.isPending}
      problem={missing ?? create.error?.message ?? null}
      onSubmit={() => {
        if (missing === null) create.mutate(undefined)
      }}
      onClose={onClose}
    >
      <Field
        label="Name"
        name="token-name"
        autoComplete="off"
        required
        maxLength={200}
        value={name}
        hint="It stands beside everything that is done with the token."
        onChange={(event) => setName(event.target.value)}
      />
      <CapabilityChoice chosen={capabilities} onChange={setCapabilities} />
      <TenantReach reach={reach} onChange={setReach} />
      <label className="block font-semibold">
        Valid for
        <select
          className={`${INPUT} mt-1 font-normal`}
          value={String(expiresInDays)}
          onChange={(event) => setDays(LIFETIMES.find(({ days }) => String(days) === event.target.value)?.days ?? null)}
        >
          {LIFETIMES.map(({ days, label }) => (
            <option key={label} value={String(days)}>
              {label}
            </option>
          ))}
        </select>
      </label>
    </FormDialog>
  )
}
