import type { ReactNode } from 'react'
import type { WireOperation } from '../../../../src/http/contract.ts'
import type { Verdict } from '../../../../src/truth/index.ts'
import { Button } from '../../components/Button.tsx'
import { isAlive, type Action } from '../../model/verdictLook.ts'
import { ACT_LABELS } from './model/actWords.ts'
import { nextStepPlace } from './model/nextStep.ts'
import type { Offers } from './model/offers.ts'
import { goToSection } from './Section.tsx'

interface DecisionActionsProps {
  readonly operation: WireOperation
  readonly verdict: Verdict
  readonly offers: Offers
  /** What changes nothing, at the end of the row. */
  readonly children: ReactNode
  onAct(action: Action): void
}

/** At most one button stands out. A next step that is no deed leads to the part of the page it is about. */
export function DecisionActions({ operation, verdict, offers, children, onAct }: DecisionActionsProps) {
  const { nextStep } = verdict
  const leadsTo = nextStepPlace(operation, verdict, offers)
  return (
    <>
      {nextStep !== null && (leadsTo === 'evidence' || leadsTo === 'result') ? (
        <p className="mt-3">
          Next step:{' '}
          <a
            href={`#${leadsTo}-title`}
            className="underline"
            onClick={(event) => {
              event.preventDefault()
              goToSection(leadsTo)
            }}
          >
            {nextStep.label}
          </a>
        </p>
      ) : null}
      {nextStep !== null && leadsTo === 'somebody else' ? (
        <p className="mt-3">Next step: {nextStep.label} (not offered to you here)</p>
      ) : null}
      {/* The guidance says that it was asked for, and when. */}
      {offers.cancelAskedAt !== null && isAlive(verdict) ? <p className="mt-3">It ends when its handler lets go.</p> : null}
      <div className="no-print mt-4 flex flex-wrap items-center gap-2">
        {offers.primary === null ? null : (
          <Act
            action={offers.primary}
            primary
            {...(leadsTo === 'action' && nextStep !== null ? { label: nextStep.label } : {})}
            onAct={onAct}
          />
        )}
        {offers.others.map((action) => (
          <Act key={action} action={action} onAct={onAct} />
        ))}
        <div className={offers.primary === null && offers.others.length === 0 ? '-ms-4' : ''}>{children}</div>
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
