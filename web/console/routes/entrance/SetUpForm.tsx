import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { WireSetUp } from '../../../../src/http/contract.ts'
import { apiUrl, post } from '../../api/client.ts'
import { Button } from '../../components/Button.tsx'
import { Field } from '../../components/Field.tsx'
import { PASSWORD_RULE, passwordProblem } from '../../model/passwordRule.ts'
import { PasswordField } from './PasswordField.tsx'

export function SetUpForm({ token, onDone }: { readonly token: string; onDone(workspace: string): void }) {
  const client = useQueryClient()
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [judged, setJudged] = useState(false)
  const problem = passwordProblem(password)
  const setUp = useMutation({
    mutationFn: async () =>
      await post<WireSetUp>(apiUrl('/set-up'), { invitation: token, name: name.trim(), email: email.trim(), password }),
    onSuccess: (answer) => {
      client.clear()
      onDone(answer.invitedTo)
    },
  })
  return (
    <form
      className="mt-6 space-y-5"
      method="post"
      onSubmit={(event) => {
        event.preventDefault()
        setJudged(true)
        if (problem === null && !setUp.isPending) setUp.mutate()
        else event.currentTarget.querySelector<HTMLInputElement>('input[name=password]')?.focus()
      }}
    >
      <Field
        label="Your name"
        name="name"
        autoComplete="name"
        required
        maxLength={200}
        value={name}
        hint="It stands beside what you start, cancel and retry."
        onChange={(event) => setName(event.target.value)}
      />
      <Field
        label="E-mail"
        name="email"
        type="email"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
        value={email}
        hint="You sign in with it. Nothing is sent to it."
        onChange={(event) => setEmail(event.target.value)}
      />
      <PasswordField
        purpose="new-password"
        value={password}
        hint={PASSWORD_RULE}
        problem={judged ? problem : null}
        onChange={setPassword}
      />
      <p role="alert" className="text-lost empty:hidden">
        {setUp.error?.message}
      </p>
      <Button type="submit" weight="primary" disabled={setUp.isPending}>
        Create the account
      </Button>
    </form>
  )
}
