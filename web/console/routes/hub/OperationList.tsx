import { useHolds } from '../../model/place.ts'
import { GroupRow } from './GroupRow.tsx'
import { groupAttention, type AttentionGroup } from './model/attentionGroups.ts'
import type { Place } from './model/heldRows.ts'
import { LeftRow, OperationRow } from './OperationRow.tsx'
import type { Shown } from './model/shown.ts'
import { useFirstWindow } from './useFirstWindow.ts'

interface OperationListProps {
  readonly places: readonly Place[]
  /** Only where the list is what asks for attention. */
  readonly grouped: boolean
  readonly withTenant: boolean
  readonly nowMs: number
  onOpen(id: string): void
  onReconcile(group: AttentionGroup): void
}

export function OperationList({ places, grouped, withTenant, nowMs, onOpen, onReconcile }: OperationListProps) {
  const mayReconcile = useHolds()('operations.reconcile')
  const atFirst = useFirstWindow()
  const rowOf = (row: Shown) => <OperationRow key={row.operation.id} row={row} withTenant={withTenant} nowMs={nowMs} onOpen={onOpen} />
  const entries = grouped ? groupAttention(places.flatMap((place) => (place.kind === 'shown' ? [place.row] : []))) : null
  return (
    <ul aria-label="Operations" className="border-rule border-t">
      {entries === null
        ? places
            .slice(0, atFirst)
            .map((place) =>
              place.kind === 'shown' ? rowOf(place.row) : <LeftRow key={place.row.operation.id} row={place.row} onOpen={onOpen} />,
            )
        : entries.map((entry) =>
            entry.kind === 'row' ? (
              rowOf(entry.row)
            ) : (
              <GroupRow
                key={entry.group.key}
                group={entry.group}
                onReconcile={
                  mayReconcile && entry.group.members[0]?.verdict.problem === 'active_stale_attention'
                    ? () => onReconcile(entry.group)
                    : null
                }
              >
                {entry.group.members.map(rowOf)}
              </GroupRow>
            ),
          )}
    </ul>
  )
}
