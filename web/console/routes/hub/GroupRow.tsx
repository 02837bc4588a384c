import { ChevronDown, ChevronRight } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { Button } from '../../components/Button.tsx'
import { TONE_TEXT, VerdictShape } from '../../components/VerdictShape.tsx'
import { lookOf } from '../../model/verdictLook.ts'
import type { AttentionGroup } from './model/attentionGroups.ts'

interface GroupRowProps {
  readonly group: AttentionGroup
  /** Null where it may not be asked for. */
  readonly onReconcile: (() => void) | null
  readonly children: ReactNode
}

/** Many that ask for one look, as one line; unfolded it is the rows themselves. */
export function GroupRow({ group, onReconcile, children }: GroupRowProps) {
  const [open, setOpen] = useState(false)
  const first = group.members[0]
  if (first === undefined) return null
  const look = lookOf(first.verdict, first.operation.outcome)
  const Chevron = open ? ChevronDown : ChevronRight
  return (
    <li data-surface="hub-group">
      <div className="border-rule flex min-h-11 flex-wrap items-center gap-x-4 border-b py-0.5">
        <button
          type="button"
          data-row={group.key}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="hover:bg-wash flex min-h-10 min-w-0 grow items-center gap-x-2 text-left md:w-0"
        >
          <VerdictShape look={look} />
          <span className="min-w-0 grow">
            <span className="flex flex-wrap gap-x-2 leading-5">
              <span className={`font-semibold ${TONE_TEXT[look.tone]}`}>{group.headline}</span>
              <span className="font-semibold">{group.size}</span>
              <bdi className="text-quiet">{group.shared}</bdi>
            </span>
            <span className="text-small text-quiet block truncate">
              <bdi>{first.operation.label}</bdi>: {first.verdict.guidance}
            </span>
          </span>
          <Chevron size={16} aria-hidden="true" className="text-quiet shrink-0" />
        </button>
        {onReconcile === null ? null : (
          <Button weight="plain" onClick={onReconcile}>
            Preview reconciling
          </Button>
        )}
      </div>
      {open ? <ul className="border-rule border-l-2 pl-3 md:pl-4">{children}</ul> : null}
    </li>
  )
}
