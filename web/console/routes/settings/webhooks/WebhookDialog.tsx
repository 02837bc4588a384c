import { useState } from 'react'
import type { WireWebhook, WireWebhookSecret } from '../../../../../src/http/contract.ts'
import { apiUrl, inWorkspace, post } from '../../../api/client.ts'
import { keys } from '../../../api/keys.ts'
import { Field } from '../../../components/Field.tsx'
import { usePlace } from '../../../model/place.ts'
import { EVENT_MEANS } from '../../../model/webhookWords.ts'
import { FormDialog } from '../FormDialog.tsx'
import { SecretOnce } from '../SecretOnce.tsx'
import { TenantReach, type Reach } from '../TenantReach.tsx'
import { useDeed } from '../useDeed.ts'

type WebhookEvent = WireWebhook['events'][number]
// The record is closed, and so are its keys.
const EVENTS = Object.keys(EVENT_MEANS) as WebhookEvent[]

/** Adds one, or changes one; of a new one the secret is shown afterwards, this once. */
export function WebhookDialog({ webhook, onClose }: { readonly webhook: WireWebhook | null; onClose(): void }) {
  const { slug, reachesAll } = usePlace()
  const [url, setUrl] = useState(webhook?.url ?? '')
  const [description, setDescription] = useState(webhook?.description ?? '')
  const [events, setEvents] = useState<readonly WebhookEvent[]>(webhook?.events ?? EVENTS)
  const [withParts, setWithParts] = useState(webhook?.withParts ?? false)
  const [reach, setReach] = useState<Reach>(webhook === null ? (reachesAll ? null : []) : webhook.tenants)
  const [created, setCreated] = useState<WireWebhookSecret | null>(null)
  const save = useDeed({
    act: async () => {
      const wanted = { url: url.trim(), description: description.trim(), events, withParts, tenants: reach }
      if (webhook === null) return await post<WireWebhookSecret>(apiUrl(inWorkspace(slug, '/webhooks')), wanted)
      await post(apiUrl(inWorkspace(slug, `/webhooks/${encodeURIComponent(webhook.id)}`)), wanted)
      return null
    },
    renews: [keys.webhooks(slug), keys.audit(slug)],
    said: () => (webhook === null ? null : 'The webhook was changed.'),
    done: (answer) => (answer === null ? onClose() : setCreated(answer)),
  })
  if (created !== null) return <SecretOnce what="signing secret" name={created.webhook.url} secret={created.secret} onClose={onClose} />
  const missing =
    events.length === 0
      ? 'Choose at least one thing it is told.'
      : reach !== null && reach.length === 0
        ? 'Choose at least one tenant.'
        : null
  return (
    <FormDialog
      title={webhook === null ? 'Add a webhook' : 'Change the webhook'}
      submitLabel={webhook === null ? 'Add' : 'Change'}
      busy={save.isPending}
      problem={missing ?? save.error?.message ?? null}
      onSubmit={() => {
        if (missing === null) save.mutate(undefined)
      }}
      onClose={onClose}
    >
      <Field
        label="Address"
        name="webhook-url"
        type="url"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        required
        maxLength={2_000}
        placeholder="https://"
        value={url}
        hint="Messages are posted to it, as JSON."
        onChange={(event) => setUrl(event.target.value)}
      />
      <Field
        label="What it is for"
        name="webhook-description"
        autoComplete="off"
        maxLength={200}
        value={description}
        onChange={(event) => setDescription(event.target.value)}
      />
      <fieldset>
        <legend className="font-semibold">It is told</legend>
        {EVENTS.map((each) => (
          <Choice
            key={each}
            label={EVENT_MEANS[each]}
            checked={events.includes(each)}
            onChange={(checked) => setEvents(checked ? [...events, each] : events.filter((kept) => kept !== each))}
          />
        ))}
        <Choice label="also of operations that are parts of another one" checked={withParts} onChange={setWithParts} />
      </fieldset>
      <TenantReach reach={reach} onChange={setReach} />
    </FormDialog>
  )
}

function Choice({ label, checked, onChange }: { readonly label: string; readonly checked: boolean; onChange(checked: boolean): void }) {
  return (
    <label className="flex min-h-10 items-center gap-3 py-1">
      <input
        type="checkbox"
        className="accent-ink size-4 shrink-0"
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
      />
      {label}
    </label>
  )
}
