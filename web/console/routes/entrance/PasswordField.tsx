import { useState } from 'react'
import { Button } from '../../components/Button.tsx'
import { Field } from '../../components/Field.tsx'

/** Shown only on demand, and never taken away from a password manager. */
export function PasswordField({
  label = 'Password',
  value,
  purpose,
  hint,
  problem = null,
  onChange,
}: {
  readonly label?: string
  readonly value: string
  readonly purpose: 'current-password' | 'new-password'
  readonly hint?: string
  readonly problem?: string | null
  onChange(value: string): void
}) {
  const [shown, setShown] = useState(false)
  return (
    <Field
      label={label}
      name="password"
      type={shown ? 'text' : 'password'}
      autoComplete={purpose}
      autoCapitalize="none"
      autoCorrect="off"
      spellCheck={false}
      required
      value={value}
      problem={problem}
      {...(hint === undefined ? {} : { hint })}
      onChange={(event) => onChange(event.target.value)}
      after={
        <Button className="w-20 shrink-0" aria-label={shown ? 'Hide the password' : 'Show the password'} onClick={() => setShown(!shown)}>
          {shown ? 'Hide' : 'Show'}
        </Button>
      }
    />
  )
}
