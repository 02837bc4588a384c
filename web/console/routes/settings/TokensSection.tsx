import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { WireToken } from '../../../../src/http/contract.ts'
import { tokensQuery } from '../../api/queries.ts'
import { Button } from '../../components/Button.tsx'
import { Instant } from '../../components/Instant.tsx'
import { Loading, PageState, Refused } from '../../components/PageState.tsx'
import { useNow } from '../../components/useNow.ts'
import { usePlace } from '../../model/place.ts'
import { mayDo } from '../../model/roles.ts'
import { tokenStanding } from '../../model/tokenStanding.ts'
import { CreateToken } from './CreateToken.tsx'
import { ACTIONS, FoldingTable } from './FoldingTable.tsx'
import { reachWords } from './reachWords.ts'
import { RevokeToken } from './RevokeToken.tsx'
import { SectionHead } from './SectionHead.tsx'

const SLOWLY_MS = 30_000

export function TokensSection() {
  const place = usePlace()
  const tokens = useQuery(tokensQuery(place.slug))
  const nowMs = useNow(SLOWLY_MS)
  const [opened, setOpened] = useState<WireToken | 'create' | null>(null)
  if (tokens.data === undefined) {
    return tokens.error === null ? <Loading what="the tokens" /> : <Refused error={tokens.error} retry={() => void tokens.refetch()} />
  }
  const rows = tokens.data.tokens
  return (
    <section>
      <SectionHead title="API tokens" action={<Button onClick={() => setOpened('create')}>Create a token</Button>}>
        For programs that use the API of this workspace. Only a digest of each is kept; a lost one is revoked and replaced.
      </SectionHead>
      {rows.length === 0 ? (
        <PageState title="No tokens yet">Nothing outside this console can reach the workspace.</PageState>
      ) : (
        <FoldingTable
          caption="API tokens"
          rows={rows}
          keyOf={({ id }) => id}
          isQuiet={(token) => tokenStanding(token, nowMs) !== 'valid'}
          columns={[
            { title: 'Name', width: 'w-[26%]', cell: (token) => <Named token={token} nowMs={nowMs} /> },
            {
              title: 'Reaches',
              width: 'w-[36%]',
              cell: ({ capabilities, tenants }) => (
                <>
                  <span className="block">
                    <bdi>{reachWords(place, tenants)}</bdi>
                  </span>
                  <span className="text-small text-quiet block">{mayDo(capabilities)}</span>
                </>
              ),
            },
            { title: 'Valid until', width: 'w-[22%]', cell: (token) => <Standing token={token} nowMs={nowMs} /> },
            {
              title: ACTIONS,
              width: 'w-[16%]',
              cell: (token) =>
                tokenStanding(token, nowMs) === 'revoked' ? null : (
                  <span className="-ms-4 flex md:justify-end">
                    <Button weight="quiet" onClick={() => setOpened(token)}>
                      Revoke<span className="sr-only"> {token.name}</span>
                    </Button>
                  </span>
                ),
            },
          ]}
        />
      )}
      {opened === null ? null : opened === 'create' ? (
        <CreateToken onClose={() => setOpened(null)} />
      ) : (
        <RevokeToken token={opened} onClose={() => setOpened(null)} />
      )}
    </section>
  )
}

interface Seen {
  readonly token: WireToken
  readonly nowMs: number
}

function Named({ token: { name, owner, createdAt }, nowMs }: Seen) {
  return (
    <>
      <span className="block font-semibold">
        <bdi>{name}</bdi>
      </span>
      <span className="text-small text-quiet block">
        Created <Instant at={createdAt} nowMs={nowMs} />
        {owner === null ? null : (
          <>
            {' '}
            for <bdi>{owner}</bdi>
          </>
        )}
      </span>
    </>
  )
}

function Standing({ token, nowMs }: Seen) {
  switch (tokenStanding(token, nowMs)) {
    case 'revoked':
      return (
        <>
          Revoked <Instant at={token.revokedAt} nowMs={nowMs} />
        </>
      )
    case 'expired':
      return (
        <>
          Expired <Instant at={token.expiresAt} nowMs={nowMs} />
        </>
      )
    case 'valid':
      return token.expiresAt === null ? 'Until it is revoked' : <Instant at={token.expiresAt} nowMs={nowMs} />
  }
}
