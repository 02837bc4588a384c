import { useState } from 'react'
import { OUTCOME_LABELS } from '../../../../src/truth/copy/labels.ts'
import { RUN_OUTCOMES } from '../../../../src/truth/facts.ts'
import { Button } from '../../components/Button.tsx'
import { usePlace } from '../../model/place.ts'
import { Choice, DayField, TextField } from './FilterFields.tsx'
import { SPAN_LABELS } from './model/chips.ts'
import { OUTCOME_TABS, SPANS, type HubView } from './model/hubView.ts'

interface FiltersProps {
  readonly view: HubView
  /** How many are set; told where the fields are folded away. */
  readonly count: number
  /** `typing` while a text grows: such a step is not one to go back to. */
  onChange(change: Partial<HubView>, typing?: boolean): void
}

/** On a phone they fold away behind a button that says how many are set. */
export function Filters({ view, count, onChange }: FiltersProps) {
  const { tenants, types, reachesAll } = usePlace()
  const [open, setOpen] = useState(false)
  const tenantOptions = withChosen(
    tenants.map(({ slug, name }) => ({ value: slug, label: name })),
    view.tenant,
  )
  const typeOptions = withChosen(
    types.map(({ type, label }) => ({ value: type, label })),
    view.type,
  )
  const outcomes = RUN_OUTCOMES.filter((outcome) => outcome !== 'pending').map((outcome) => ({
    value: outcome,
    label: OUTCOME_LABELS[outcome],
  }))
  return (
    <div className="contents md:flex md:flex-wrap md:items-center md:gap-2">
      <Button className="md:hidden" aria-expanded={open} aria-controls="hub-filters" onClick={() => setOpen(!open)}>
        {count === 0 ? 'Filters' : `Filters (${count})`}
      </Button>
      <div id="hub-filters" className={`w-full flex-wrap items-center gap-2 md:flex md:w-auto ${open ? 'flex' : 'hidden'}`}>
        {tenants.length > 1 || reachesAll || view.tenant !== '' ? (
          <Choice label="Tenant" any="Any tenant" value={view.tenant} options={tenantOptions} onChange={(tenant) => onChange({ tenant })} />
        ) : null}
        <Choice label="Type" any="Any type" value={view.type} options={typeOptions} onChange={(type) => onChange({ type })} />
        {OUTCOME_TABS.includes(view.tab) ? (
          <Choice
            label="Outcome"
            any="Any outcome"
            value={view.outcome}
            options={outcomes}
            onChange={(value) => onChange({ outcome: RUN_OUTCOMES.find((outcome) => outcome === value) ?? '' })}
          />
        ) : null}
        <Choice
          label="Created"
          value={view.span}
          options={SPANS.map((span) => ({ value: span, label: span === 'any' ? 'Created any time' : SPAN_LABELS[span] }))}
          onChange={(value) => onChange({ span: SPANS.find((span) => span === value) ?? 'any' })}
        />
        {view.span === 'custom' ? (
          <>
            <DayField label="From" value={view.fromDay} onChange={(fromDay) => onChange({ span: 'custom', fromDay })} />
            <DayField label="To" value={view.toDay} onChange={(toDay) => onChange({ span: 'custom', toDay })} />
          </>
        ) : null}
        <TextField
          label="Started by"
          placeholder="Started by"
          value={view.initiator}
          onChange={(initiator) => onChange({ initiator }, true)}
          className="w-36"
        />
      </div>
    </div>
  )
}

/** What is chosen can be read even when it is not offered any more. */
function withChosen(options: readonly { value: string; label: string }[], chosen: string) {
  return chosen === '' || options.some(({ value }) => value === chosen) ? options : [...options, { value: chosen, label: chosen }]
}
