import { useState } from 'react'
import type { WireMembers } from '../../../../src/http/contract.ts'
import { apiUrl, inWorkspace, post } from '../../api/client.ts'
import { keys } from '../../api/keys.ts'
import { Field } from '../../components/Field.tsx'
import { usePlace } from '../../model/place.ts'
import { mayDo, roleLabel } from '../../model/roles.ts'
import { FormDialog } from './FormDialog.tsx'
import type { Member } from './MembersSection.tsx'
import { TenantReach, type Reach } from './TenantReach.tsx'
import { useDeed } from './useDeed.ts'

/** Adds somebody, or gives a member another role: to the API it is the same act. */
export function MemberDialog({
  member,
  roles,
  onClose,
}: {
  readonly member: Member | null
  readonly roles: WireMembers['roles']
  onClose(): void
}) {
  const { slug, reachesAll } = usePlace()
  const [email, setEmail] = useState(member?.email ?? '')
  const [name, setName] = useState(member?.name ?? '')
  const [role, setRole] = useState(roles.find((each) => each.role === member?.role)?.role ?? roles.at(-1)?.role ?? 'viewer')
  const [reach, setReach] = useState<Reach>(member === null ? (reachesAll ? null : []) : member.tenants)
  const missing = reach !== null && reach.length === 0 ? 'Choose at least one tenant.' : null
  const save = useDeed({
    act: async () =>
      await post(apiUrl(inWorkspace(slug, '/members')), {
        email: email.trim(),
        ...(name.trim() === '' ? {} : { name: name.trim() }),
        role,
        tenants: reach,
      }),
    renews: [keys.members(slug), keys.audit(slug)],
    said: () => `${name.trim() || email.trim()} is ${roleLabel(role)} from now on.`,
    done: onClose,
  })
  return (
    <FormDialog
      title={member === null ? 'Add a member' : `Change ${member.name}`}
      submitLabel={member === null || !member.active ? 'Add' : 'Change'}
      busy={save.isPending}
      problem={missing ?? save.error?.message ?? null}
      onSubmit={() => {
        if (missing === null) save.mutate(undefined)
      }}
      onClose={onClose}
    >
      {member === null ? (
        <>
          <Field
            label="E-mail"
            name="member-email"
            type="email"
            autoComplete="off"
            required
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
          <Field
            label="Name"
            name="member-name"
            autoComplete="off"
            maxLength={200}
            value={name}
            hint="Needed for somebody who is new here. They sign in with a provider, or with a password from whoever runs this installation."
            onChange={(event) => setName(event.target.value)}
          />
        </>
      ) : (
        <p className="text-quiet">
          <bdi>{member.email}</bdi>
        </p>
      )}
      <fieldset>
        <legend className="font-semibold">Role</legend>
        {roles.map((each) => (
          <label key={each.role} className="flex min-h-10 items-start gap-3 py-2">
            <input
              type="radio"
              name="role"
              className="accent-ink mt-0.5 size-4 shrink-0"
              checked={role === each.role}
              onChange={() => setRole(each.role)}
            />
            <span>
              {roleLabel(each.role)}
              <span className="text-small text-quiet block">{mayDo(each.capabilities)}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <TenantReach reach={reach} onChange={setReach} />
    </FormDialog>
  )
}
