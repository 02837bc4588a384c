import { useEffect, useRef, useState } from 'react'
import type { Shown } from './model/shown.ts'

const MOST_AT_ONCE = 3

/** One sentence for a screen reader when verdicts of what is shown turn; ticks and reports say nothing. */
export function useAnnouncement(rows: readonly Shown[]): string {
  const known = useRef(new Map<string, string>())
  const [said, setSaid] = useState('')
  useEffect(() => {
    const turned = rows.filter(({ operation, verdict }) => {
      const before = known.current.get(operation.id)
      return before !== undefined && before !== verdict.headline
    })
    for (const { operation, verdict } of rows) known.current.set(operation.id, verdict.headline)
    if (turned.length === 0) return
    const told = turned.slice(0, MOST_AT_ONCE).map(({ operation, verdict }) => `${operation.label}: ${verdict.headline}.`)
    setSaid([...told, ...(turned.length > MOST_AT_ONCE ? [`${turned.length - MOST_AT_ONCE} more changed.`] : [])].join(' '))
  }, [rows])
  return said
}
