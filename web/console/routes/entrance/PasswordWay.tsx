import { useMutation } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { authUrl, post } from '../../api/client.ts'
import { ApiProblem } from '../../api/problem.ts'
import { Button } from '../../components/Button.tsx'
import { Field } from '../../components/Field.tsx'
import { signInRefusal } from '../../model/signInRefusal.ts'
import { PasswordField } from './PasswordField.tsx'

export function PasswordWay({ onSignedIn }: { onSignedIn(): void }) {
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const form = useRef<HTMLFormElement>(null)
  const signIn = useMutation({
    mutationFn: async () => await post(authUrl('/sign-in/email'), { email: email.trim(), password }),
    onSuccess: onSignedIn,
    onError: () => form.current?.querySelector<HTMLInputElement>('input[name=password]')?.focus(),
  })
  return (
    <form
      ref={form}
      className="mt-6 space-y-5"
      method="post"
      onSubmit={(event) => {
        event.preventDefault()
        if (!signIn.isPending) signIn.mutate()
      }}
    >
      <Field
        label="E-mail"
        name="email"
        type="email"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <PasswordField purpose="current-password" value={password} onChange={setPassword} />
      <p role="alert" className="text-lost empty:hidden">
        {signIn.error === null ? null : refusalOf(signIn.error)}
      </p>
      {signIn.error instanceof ApiProblem && signIn.error.status === 401 ? (
        <p className="text-small text-quiet">Whoever runs this installation can give you a new password.</p>
      ) : null}
      <Button type="submit" weight="primary" disabled={signIn.isPending}>
        Sign in
      </Button>
    </form>
  )
}

function refusalOf(error: Error): string {
  return error instanceof ApiProblem ? signInRefusal(error) : 'Something in this page went wrong. Load it again.'
}
