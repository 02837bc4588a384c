import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { WireOperation } from '../../../../src/http/contract.ts'
import { keepChoices, noteShown, putAway, readChoices } from '../../../activity/model/choices.ts'
import { hintKindOf, putAwayKey, selectHint, type HintItem } from '../../../activity/model/hint.ts'
import { activityQuery } from '../../api/queries.ts'
import { useNow } from '../../components/useNow.ts'
import { useOperations } from '../../live/useOperation.ts'

const session = () => sessionStorage
const NOTHING: readonly WireOperation[] = []
/** Changes are told by the live layer; what should take the place of what has grown old, only the answer knows. */
const RENEWED_MS = 15_000

/** What the hint of one tenant shows now; `items` is null until the first answer. */
export function useActivityHint(workspace: string, tenant: string) {
  const nowMs = useNow(1_000)
  const [held, hold] = useState<string | null>(null)
  const [choices, setChoices] = useState(() => readChoices(session, workspace, tenant))
  const { data, error } = useQuery({
    ...activityQuery(workspace, tenant),
    placeholderData: keepPreviousData,
    refetchInterval: RENEWED_MS,
  })
  const seen = useOperations(data?.operations ?? NOTHING)
  const items = seen.map(({ operation, verdict }) => ({ operation, verdict, kind: hintKindOf(verdict) }))
  const shown = selectHint(items, choices, held, nowMs)
  const noted = noteShown(choices, shown, nowMs)
  useEffect(() => {
    if (noted !== choices) setChoices(noted)
  })
  useEffect(() => keepChoices(session, workspace, tenant, choices), [workspace, tenant, choices])

  return {
    items: data === undefined ? null : shown,
    error,
    hold,
    putAway: (item: HintItem) => setChoices((before) => putAway(before, putAwayKey(item))),
  }
}
