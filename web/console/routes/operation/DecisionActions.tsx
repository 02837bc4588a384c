import { useRef, type ReactNode } from 'react'
import type { WireOperation } from '../../../../src/http/contract.ts'
import type { Verdict } from '../../../../src/truth/index.ts'
import { Button } from '../../components/Button.tsx'
import { useKeptFocus } from '../../components/useKeptFocus.ts'
import { isAlive, type Action } from '../../model/verdictLook.ts'
import { ACT_LABELS } from './model/actWords.ts'
import { nextStepPlace } from './model/nextStep.ts'
import type { Offers } from '../../model/offers.ts'
import { goToSection } from './Section.tsx'

interface DecisionActionsProps {
  readonly operation: WireOperation
  readonly verdict: Verdict
  readonly offers: Offers
  readonly roomy: boolean
  /** What changes nothing, at the end of the row. */
  readonly children: ReactNode
  onAct(action: Action): void
}

/** At most one button stands out, and what is offered besides keeps its place when it comes. A next step that is no deed leads to the part of the page it is about. */
export function DecisionActions({ operation, verdict, offers, roomy, children, onAct }: DecisionActionsProps) {
  const { nextStep } = verdict
  const row = useRef<HTMLDivElement>(null)
  useKeptFocus(row, () => row.current?.querySelector('button'))
  const leadsTo = nextStepPlace(operation, verdict, offers)
  return (
    <>
      {nextStep !== null && leadsTo === 'somebody else' ? (
        <p className="mt-3">Next step: {nextStep.label} (not offered to you here)</p>
      ) : null}
      {/* The guidance says that it was asked for, and when. */}
      {offers.cancelAskedAt !== null && isAlive(verdict) ? <p className="mt-3">It ends when its handler lets go.</p> : null}
      <div
        ref={row}
        className={`no-print mt-4 flex max-w-[64rem] flex-wrap content-start items-center gap-2 ${roomy ? 'max-md:min-h-22' : ''}`}
      >
        {offers.others.map((action) => (
          <Act key={action} action={action} onAct={onAct} />
        ))}
        {offers.primary === null ? null : (
          <Act
            key={offers.primary}
            action={offers.primary}
            primary
            {...(leadsTo === 'action' && nextStep !== null ? { label: nextStep.label } : {})}
            onAct={onAct}
          />
        )}
        {nextStep !== null && (leadsTo === 'evidence' || leadsTo === 'result') ? (
          <a
            href={`#${leadsTo}-title`}
            className="ms-2 inline-flex min-h-10 items-center underline"
            onClick={(event) => {
              event.preventDefault()
              goToSection(leadsTo)
            }}
          >
            {nextStep.label}
          </a>
        ) : null}
        <div className="md:ms-auto">{children}</div>
      </div>
    </>
  )
}

interface ActProps {
  readonly action: Action
  readonly primary?: boolean
  readonly label?: string
  onAct(action: Action): void
}

function Act({ action, primary = false, label = ACT_LABELS[action], onAct }: ActProps) {
  return (
    <Button weight={primary ? 'primary' : 'plain'} aria-haspopup="dialog" onClick={() => onAct(action)}>
      {label}
    </Button>
  )
}
