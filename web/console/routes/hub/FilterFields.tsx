import { useEffect, useEffectEvent, useState, type Ref } from 'react'
import { LONGEST_TEXT } from './model/hubView.ts'

const FIELD = 'border-edge bg-paper text-body text-ink min-h-10 rounded-sm border px-2'

interface ChoiceProps {
  readonly label: string
  /** The words for no choice; absent where every value is a choice. */
  readonly any?: string
  readonly value: string
  readonly options: readonly { readonly value: string; readonly label: string }[]
  onChange(value: string): void
}

export function Choice({ label, any, value, options, onChange }: ChoiceProps) {
  return (
    <select
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      className={`${FIELD} max-w-52 grow md:grow-0`}
    >
      {any === undefined ? null : <option value="">{any}</option>}
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  )
}

interface FieldProps {
  readonly label: string
  readonly value: string
  onChange(value: string): void
}

export function DayField({ label, value, onChange }: FieldProps) {
  return (
    <label className="text-quiet inline-flex items-center gap-2">
      {label}
      <input type="date" value={value} onChange={(event) => onChange(event.target.value)} className={FIELD} />
    </label>
  )
}

/** A pause of this length ends a word; Enter ends it at once. */
const PAUSE_MS = 300

interface TextFieldProps extends FieldProps {
  readonly placeholder: string
  readonly className?: string
  readonly field?: Ref<HTMLInputElement>
}

/** Asks when the typing pauses. What the address says wins whenever it changes from elsewhere. */
export function TextField({ label, placeholder, value, onChange, className = '', field }: TextFieldProps) {
  const [text, setText] = useState(value)
  const [address, setAddress] = useState(value)
  if (address !== value) {
    setAddress(value)
    if (text.trim() !== value) setText(value)
  }
  const settle = useEffectEvent(() => {
    if (text.trim() !== value) onChange(text.trim())
  })
  useEffect(() => {
    const timer = setTimeout(settle, PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text])
  return (
    <input
      type="search"
      aria-label={label}
      placeholder={placeholder}
      maxLength={LONGEST_TEXT}
      autoComplete="off"
      spellCheck={false}
      value={text}
      {...(field === undefined ? {} : { ref: field })}
      onChange={(event) => setText(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') settleNow(text.trim(), value, onChange)
        if (event.key === 'Escape') event.currentTarget.blur()
      }}
      className={`${FIELD} placeholder:text-quiet ${className}`}
    />
  )
}

function settleNow(text: string, value: string, onChange: (value: string) => void): void {
  if (text !== value) onChange(text)
}
