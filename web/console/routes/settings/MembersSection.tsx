import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { WireMembers } from '../../../../src/http/contract.ts'
import { membersQuery } from '../../api/queries.ts'
import { Button } from '../../components/Button.tsx'
import { Loading, Refused } from '../../components/PageState.tsx'
import { usePlace } from '../../model/place.ts'
import { givable, mayDo, roleLabel } from '../../model/roles.ts'
import { ACTIONS, FoldingTable } from './FoldingTable.tsx'
import { MemberDialog } from './MemberDialog.tsx'
import { reachWords } from './reachWords.ts'
import { RevokeMember } from './RevokeMember.tsx'
import { SectionHead } from './SectionHead.tsx'

export type Member = WireMembers['members'][number]

type Opened = { readonly what: 'add' } | { readonly what: 'change' | 'revoke'; readonly member: Member }

export function MembersSection() {
  const place = usePlace()
  const members = useQuery(membersQuery(place.slug))
  const [opened, setOpened] = useState<Opened | null>(null)
  if (members.data === undefined) {
    return members.error === null ? <Loading what="the members" /> : <Refused error={members.error} retry={() => void members.refetch()} />
  }
  const roles = givable(members.data.roles, place.you.capabilities)
  const close = () => setOpened(null)
  return (
    <section>
      <SectionHead
        title="Members"
        action={roles.length === 0 ? null : <Button onClick={() => setOpened({ what: 'add' })}>Add a member</Button>}
      >
        Who may do what in this workspace. You can give what you hold yourself.
      </SectionHead>
      <FoldingTable
        caption="Members"
        rows={members.data.members}
        keyOf={({ id }) => id}
        isQuiet={({ active }) => !active}
        columns={[
          { title: 'Name', width: 'w-[28%]', cell: (member) => <Person member={member} /> },
          { title: 'Role', width: 'w-[34%]', cell: (member) => <RoleCell member={member} /> },
          { title: 'Reaches', width: 'w-[18%]', cell: ({ tenants }) => <bdi>{reachWords(place, tenants)}</bdi> },
          {
            title: ACTIONS,
            width: 'w-[20%]',
            cell: (member) => {
              if (member.id === place.you.id) return <span className="text-small text-quiet block md:text-end">This is you.</span>
              if (!givable([member], place.you.capabilities).length) return null
              return (
                <span className="-ms-4 flex flex-wrap md:justify-end">
                  {roles.length === 0 ? null : (
                    <Button weight="quiet" onClick={() => setOpened({ what: 'change', member })}>
                      {member.active ? 'Change' : 'Add again'}
                      <span className="sr-only"> {member.name}</span>
                    </Button>
                  )}
                  {member.active ? (
                    <Button weight="quiet" onClick={() => setOpened({ what: 'revoke', member })}>
                      Revoke<span className="sr-only"> {member.name}</span>
                    </Button>
                  ) : null}
                </span>
              )
            },
          },
        ]}
      />
      {opened === null ? null : opened.what === 'revoke' ? (
        <RevokeMember member={opened.member} onClose={close} />
      ) : (
        <MemberDialog member={opened.what === 'change' ? opened.member : null} roles={roles} onClose={close} />
      )}
    </section>
  )
}

function Person({ member: { name, email } }: { readonly member: Member }) {
  return (
    <>
      <span className="block font-semibold">
        <bdi>{name}</bdi>
      </span>
      <span className="text-small text-quiet block">
        <bdi>{email}</bdi>
      </span>
    </>
  )
}

function RoleCell({ member: { role, capabilities, active } }: { readonly member: Member }) {
  if (!active) return 'Revoked'
  return (
    <>
      <span className="block">{roleLabel(role)}</span>
      <span className="text-small text-quiet block">{mayDo(capabilities)}</span>
    </>
  )
}
