import { useState, type ReactNode } from 'react'
import { useLocation } from 'wouter'
import type { WireWebhook, WireWebhookSecret } from '../../../../../src/http/contract.ts'
import { apiUrl, inWorkspace, post } from '../../../api/client.ts'
import { keys } from '../../../api/keys.ts'
import { ConfirmDialog } from '../../../components/ConfirmDialog.tsx'
import { pages } from '../../../model/pages.ts'
import { usePlace } from '../../../model/place.ts'
import { SecretOnce } from '../SecretOnce.tsx'
import { useDeed } from '../useDeed.ts'

interface Asked {
  readonly webhook: WireWebhook
  onClose(): void
}

/** Asks first, names the consequence, and says once what came of it. */
function Act<Answer>({
  webhook,
  title,
  confirmLabel,
  path,
  body,
  said,
  children,
  done,
  onClose,
}: Asked & {
  readonly title: string
  readonly confirmLabel: string
  /** After the webhook. */
  readonly path: string
  readonly body: Readonly<Record<string, unknown>>
  readonly said: string | null
  readonly children: ReactNode
  done(answer: Answer): void
}) {
  const { slug } = usePlace()
  const act = useDeed<undefined, Answer>({
    act: async () => await post<Answer>(apiUrl(inWorkspace(slug, `/webhooks/${encodeURIComponent(webhook.id)}${path}`)), body),
    // Its log hangs under the same key.
    renews: [keys.webhooks(slug), keys.audit(slug)],
    said: () => said,
    done,
  })
  return (
    <ConfirmDialog
      title={title}
      confirmLabel={confirmLabel}
      busy={act.isPending}
      problem={act.error?.message ?? null}
      onConfirm={() => act.mutate(undefined)}
      onClose={onClose}
    >
      {children}
    </ConfirmDialog>
  )
}

export function ReplaceSecret(asked: Asked) {
  const [replaced, setReplaced] = useState<WireWebhookSecret | null>(null)
  if (replaced !== null)
    return <SecretOnce what="signing secret" name={replaced.webhook.url} secret={replaced.secret} onClose={asked.onClose} />
  return (
    <Act<WireWebhookSecret>
      {...asked}
      title="Replace the secret"
      confirmLabel="Replace"
      path="/rotate-secret"
      body={{}}
      said={null}
      done={setReplaced}
    >
      <p>A new secret signs from now on, and is shown once. For a day every message is signed with the old one as well.</p>
      <p>Give the new one to the receiver within that day.</p>
    </Act>
  )
}

export function DisableWebhook(asked: Asked) {
  return (
    <Act
      {...asked}
      title="Disable the webhook"
      confirmLabel="Disable"
      path=""
      body={{ enabled: false }}
      said="The webhook is disabled."
      done={asked.onClose}
    >
      <p>Nothing is sent to it any more. What waits for its next try is given up, and what ends meanwhile is not told later.</p>
      <p>It can be enabled at any time, and single messages of its log can then be sent again.</p>
    </Act>
  )
}

export function EnableWebhook(asked: Asked) {
  return (
    <Act
      {...asked}
      title="Enable the webhook"
      confirmLabel="Enable"
      path=""
      body={{ enabled: true }}
      said="The webhook is enabled."
      done={asked.onClose}
    >
      <p>It is told of what ends from now on. What it missed is not made up for; single messages of its log can be sent again.</p>
    </Act>
  )
}

export function RemoveWebhook(asked: Asked) {
  const { slug } = usePlace()
  const [, navigate] = useLocation()
  return (
    <Act
      {...asked}
      title="Remove the webhook"
      confirmLabel="Remove"
      path="/remove"
      body={{}}
      said="The webhook is removed."
      done={() => navigate(pages.settings(slug, 'webhooks'))}
    >
      <p>Nothing is sent to it any more. Its secret is forgotten, and its log with it.</p>
      <p>This cannot be undone; the same address can be added again with a secret of its own.</p>
    </Act>
  )
}
