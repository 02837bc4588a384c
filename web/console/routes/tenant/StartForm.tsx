import { useEffect, useId, useMemo, useRef, useState, type FormEvent } from 'react'
import type { WireType } from '../../../../src/http/contract.ts'
import { Button } from '../../components/Button.tsx'
import { InputField } from './fields/InputField.tsx'
import { readInputForm, type FormField, type LeafField } from './model/inputForm.ts'
import { initialValues, readInput, type Values } from './model/readInput.ts'
import { layRefusal, type Refusal } from './model/refusal.ts'
import { useStart } from './useStart.ts'

const NO_REFUSAL: Refusal = { problems: {}, message: null }

interface StartFormProps {
  readonly type: WireType
  readonly tenant: string
  onClose(): void
}

/** What a type wants to know before it starts; nothing is sent that is known not to fit. */
export function StartForm({ type, tenant, onClose }: StartFormProps) {
  const form = useMemo(() => readInputForm(type.input), [type.input])
  const [values, setValues] = useState<Values>(() => initialValues(form))
  const [refusal, setRefusal] = useState(NO_REFUSAL)
  const element = useRef<HTMLFormElement>(null)
  const id = useId()
  const { start, starting } = useStart(type, tenant)

  useEffect(() => {
    element.current?.querySelector<HTMLElement>('input, select, textarea, button')?.focus()
  }, [])
  useEffect(() => {
    // The first thing to put right is where one goes on writing.
    if (refusal !== NO_REFUSAL) element.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [refusal])

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    const read = readInput(form, values)
    if (!read.ok) {
      setRefusal({ problems: read.problems, message: null })
      return
    }
    setRefusal(NO_REFUSAL)
    const refused = await start(read.input)
    if (refused === 'sent already') return
    if (refused === null) onClose()
    else setRefusal(layRefusal(form, refused))
  }

  function change(path: string, value: string | boolean): void {
    setValues({ ...values, [path]: value })
    setRefusal({ ...refusal, problems: Object.fromEntries(Object.entries(refusal.problems).filter(([known]) => known !== path)) })
  }

  const show = (field: LeafField) => (
    <InputField
      key={field.path}
      field={field}
      value={values[field.path] ?? field.initial}
      problem={refusal.problems[field.path] ?? null}
      onChange={(value) => change(field.path, value)}
    />
  )

  return (
    <form
      ref={element}
      noValidate
      aria-labelledby={`${id}-title`}
      className="max-w-[36rem] space-y-4 pt-2 pb-6 md:ps-7"
      onSubmit={(event) => void submit(event)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose()
      }}
    >
      <h3 id={`${id}-title`} className="sr-only">
        Start {type.label}
      </h3>
      {form.fields.length === 0 ? <p className="text-quiet">It needs no input.</p> : form.fields.map((field) => showField(field, show))}
      {refusal.message === null ? null : (
        <p role="alert" className="text-lost max-w-[72ch]">
          {refusal.message}
        </p>
      )}
      <div className="flex flex-wrap gap-3">
        <Button weight="primary" type="submit" aria-disabled={starting} aria-describedby={`${id}-title`}>
          {starting ? 'Starting…' : 'Start'}
        </Button>
        <Button weight="quiet" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </form>
  )
}

function showField(field: FormField, show: (field: LeafField) => React.ReactNode) {
  if (field.kind !== 'group') return show(field)
  return (
    <fieldset key={field.path} className="border-rule space-y-4 border-s ps-4">
      <legend className="font-semibold">{field.label}</legend>
      {field.description === null ? null : <p className="text-small text-quiet">{field.description}</p>}
      {field.fields.map(show)}
    </fieldset>
  )
}
