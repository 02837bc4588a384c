import { useState } from 'react'
import { Button } from '../../components/Button.tsx'
import { ModalDialog } from '../../components/ModalDialog.tsx'

/** Closed only on purpose: behind it the secret is gone. */
export function SecretOnce({
  what,
  name,
  secret,
  onClose,
}: {
  readonly what: 'token' | 'signing secret'
  /** Of what it belongs to. */
  readonly name: string
  readonly secret: string
  onClose(): void
}) {
  const [copied, setCopied] = useState<'no' | 'yes' | 'refused'>('no')
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(secret)
      setCopied('yes')
    } catch {
      setCopied('refused')
    }
  }
  return (
    <ModalDialog title={`Keep this ${what} now`} onClose={() => {}}>
      <p className="mt-3">
        This is the {what} {what === 'token' ? null : 'of '}“<bdi>{name}</bdi>”. It is shown once and never again: keep it where the program
        reads its secrets.
      </p>
      <code
        aria-label={what === 'token' ? 'Token' : 'Signing secret'}
        data-testid="secret"
        className="border-edge bg-wash mt-4 block rounded-sm border p-3 font-mono break-all select-all"
      >
        {secret}
      </code>
      <p role="status" className="text-small text-quiet mt-2 min-h-5">
        {copied === 'yes' ? 'Copied.' : copied === 'refused' ? 'The browser did not allow copying. Select it and copy it yourself.' : ''}
      </p>
      <div className="mt-4 flex flex-wrap justify-end gap-3">
        <Button onClick={() => void copy()}>Copy</Button>
        <Button weight="primary" onClick={onClose}>
          I have kept it
        </Button>
      </div>
    </ModalDialog>
  )
}
