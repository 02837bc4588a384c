import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { keepChoices, noteShown, putAway, readChoices } from '../../../activity/model/choices.ts'
import { putAwayKey, selectHint, type HintItem } from '../../../activity/model/hint.ts'
import { judgeNow } from '../../../activity/model/judge.ts'
import { pollDelayMs } from '../../../activity/model/polling.ts'
import { browserClock } from '../../../browserClock.ts'
import { activityQuery } from '../../api/queries.ts'
import { useNow } from '../../components/useNow.ts'

const session = () => sessionStorage

/** What the hint of one tenant shows now; `items` is null until the first answer. */
export function useActivityHint(workspace: string, tenant: string) {
  // Each second is looked at again, so that a verdict turns on time.
  useNow(1_000)
  const [held, hold] = useState<string | null>(null)
  const [choices, setChoices] = useState(() => readChoices(session, workspace, tenant))
  const { data, dataUpdatedAt, error } = useQuery({
    ...activityQuery(workspace, tenant),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) =>
      pollDelayMs(state.data?.operations.map(({ verdict }) => verdict) ?? [], Date.parse(state.data?.asOf ?? ''), state.fetchFailureCount),
  })

  // The server's time: what it said, and how long ago it said it.
  const nowMs = data === undefined ? 0 : Date.parse(data.asOf) + browserClock.nowMs() - dataUpdatedAt
  const judged = (data?.operations ?? []).map((operation) => judgeNow(operation, nowMs))
  const shown = selectHint(judged, choices, held, nowMs)
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
