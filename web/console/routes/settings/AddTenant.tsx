import { useState } from 'react'
import { apiUrl, inWorkspace, post } from '../../api/client.ts'
import { keys } from '../../api/keys.ts'
import { Field } from '../../components/Field.tsx'
import { usePlace } from '../../model/place.ts'
import { slugFor } from '../../model/slugFor.ts'
import { FormDialog } from './FormDialog.tsx'
import { useDeed } from './useDeed.ts'

export function AddTenant({ onClose }: { onClose(): void }) {
  const { slug: workspace } = usePlace()
  const [name, setName] = useState('')
  const [typed, setTyped] = useState<string | null>(null)
  const slug = typed ?? slugFor(name)
  const add = useDeed({
    act: async () => await post(apiUrl(inWorkspace(workspace, '/tenants')), { slug, name: name.trim() }),
    renews: [keys.tenants(workspace), keys.place(workspace), keys.audit(workspace)],
    said: () => `${name.trim()} was added.`,
    done: onClose,
  })
  return (
    <FormDialog
      title="Add a tenant"
      submitLabel="Add"
      busy={add.isPending}
      problem={add.error?.message ?? null}
      onSubmit={() => add.mutate(undefined)}
      onClose={onClose}
    >
      <Field
        label="Name"
        name="tenant-name"
        autoComplete="off"
        required
        maxLength={200}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <Field
        label="Address"
        name="tenant-slug"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        required
        maxLength={63}
        value={slug}
        hint="Lower-case letters, digits and dashes. It stands in links and in the API, and stays as it is."
        onChange={(event) => setTyped(event.target.value)}
      />
    </FormDialog>
  )
}
