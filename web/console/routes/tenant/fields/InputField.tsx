import { useId } from 'react'
import { Field, INPUT } from '../../../components/Field.tsx'
import type { LeafField } from '../model/inputForm.ts'
import { expectationOf } from '../model/readInput.ts'

interface InputFieldProps {
  readonly field: LeafField
  readonly value: string | boolean
  readonly problem: string | null
  onChange(value: string | boolean): void
}

/** The control that fits one value of an input. */
export function InputField(props: InputFieldProps) {
  const { field, value, problem, onChange } = props
  switch (field.kind) {
    case 'text':
    case 'number':
      return (
        <Field
          label={nameOf(field)}
          {...hintProps(field)}
          problem={problem}
          name={field.path}
          required={field.required}
          value={String(value)}
          autoComplete="off"
          {...(field.kind === 'number' ? { inputMode: field.whole && (field.min ?? 0) >= 0 ? 'numeric' : 'decimal' } : {})}
          onChange={(event) => onChange(event.target.value)}
        />
      )
    case 'boolean':
      return <Tick {...props} />
    case 'choice':
    case 'list':
    case 'json':
      return <Block {...props} />
  }
}

/** Required is what is usual; what may be left out says so. */
function nameOf({ label, required, kind }: LeafField): string {
  return required || kind === 'boolean' ? label : `${label} (optional)`
}

function hintOf(field: LeafField): string | null {
  const parts = [field.description, expectationOf(field)].flatMap((part) => part ?? [])
  return parts.length === 0 ? null : parts.map((part) => (/[.!?]$/.test(part) ? part : `${part}.`)).join(' ')
}

function hintProps(field: LeafField): { readonly hint?: string } {
  const hint = hintOf(field)
  return hint === null ? {} : { hint }
}

function Tick({ field, value, problem, onChange }: InputFieldProps) {
  const id = useId()
  const hint = hintOf(field)
  return (
    <div>
      <label htmlFor={id} className="flex min-h-10 items-center gap-3">
        <input
          id={id}
          name={field.path}
          type="checkbox"
          className="accent-ink size-5"
          checked={value === true}
          {...describedBy(id, hint, problem)}
          onChange={(event) => onChange(event.target.checked)}
        />
        {field.label}
      </label>
      <Notes id={id} hint={hint} problem={problem} />
    </div>
  )
}

function Block({ field, value, problem, onChange }: InputFieldProps) {
  const id = useId()
  const hint = hintOf(field)
  const given = { id, name: field.path, required: field.required, value: String(value), ...describedBy(id, hint, problem) }
  return (
    <div>
      <label htmlFor={id} className="block font-semibold">
        {nameOf(field)}
      </label>
      {field.kind === 'choice' ? (
        <select {...given} className={`${INPUT} mt-1`} onChange={(event) => onChange(event.target.value)}>
          {field.initial !== '' ? null : <option value="">{field.required ? 'Choose one' : 'Not set'}</option>}
          {field.options.map((option) => (
            <option key={option} value={option}>
              {option}
            </option>
          ))}
        </select>
      ) : (
        <textarea
          {...given}
          rows={field.kind === 'json' ? 6 : 3}
          spellCheck={false}
          className={`${INPUT} mt-1 block py-2 ${field.kind === 'json' ? 'text-small font-mono' : ''}`}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
      <Notes id={id} hint={hint} problem={problem} />
    </div>
  )
}

function describedBy(id: string, hint: string | null, problem: string | null) {
  const ids = [hint === null ? [] : `${id}-hint`, problem === null ? [] : `${id}-problem`].flat()
  return {
    ...(ids.length === 0 ? {} : { 'aria-describedby': ids.join(' ') }),
    ...(problem === null ? {} : { 'aria-invalid': true as const }),
  }
}

function Notes({ id, hint, problem }: { readonly id: string; readonly hint: string | null; readonly problem: string | null }) {
  return (
    <>
      {hint === null ? null : (
        <p id={`${id}-hint`} className="text-small text-quiet mt-1">
          {hint}
        </p>
      )}
      {problem === null ? null : (
        <p id={`${id}-problem`} className="text-small text-lost mt-1">
          {problem}
        </p>
      )}
    </>
  )
}
