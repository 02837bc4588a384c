import { useMutation, useQueryClient } from '@tanstack/react-query'
import { readRaw } from '../../api/acts.ts'
import { keys } from '../../api/keys.ts'
import { Button } from '../../components/Button.tsx'
import { EvidenceTable } from './EvidenceTable.tsx'
import { Section } from './Section.tsx'
import { readEvidence } from './model/readEvidence.ts'

interface RawSectionProps {
  readonly workspace: string
  readonly id: string
  readonly nowMs: number
}

/** What was given to the handler and what it left behind, as kept. Nothing is read before somebody asks, and who asked is recorded. */
export function RawSection({ workspace, id, nowMs }: RawSectionProps) {
  const client = useQueryClient()
  const look = useMutation({
    mutationFn: async () => await readRaw(workspace, id),
    onSettled: async () => await client.invalidateQueries({ queryKey: keys.events(workspace, id) }),
  })
  const { data } = look
  const evidence =
    typeof data?.reconciliation === 'object' && data.reconciliation !== null && 'evidence' in data.reconciliation
      ? readEvidence(data.reconciliation.evidence)
      : []
  return (
    <div className={data === undefined ? 'no-print' : ''}>
      <Section id="raw" title="Raw payload">
        {data === undefined ? (
          <div>
            <p className="text-quiet max-w-[72ch]">
              Input, diagnostics and reconciliation record as they are kept. Each look is recorded in the history, with your name.
            </p>
            <Button className="mt-3" disabled={look.isPending} onClick={() => look.mutate()}>
              Reveal raw payload
            </Button>
            {look.error === null ? null : (
              <p role="alert" className="mt-3">
                {look.error.message}
              </p>
            )}
          </div>
        ) : (
          <div className="space-y-4" aria-live="polite">
            <Payload name="Input" value={data.input} />
            <Payload name="Diagnostics" value={data.diagnostics} />
            <Payload name="Reconciliation record" value={data.reconciliation} />
            {evidence.length === 0 ? null : <EvidenceTable caption="Signals it was closed on" evidence={evidence} nowMs={nowMs} />}
          </div>
        )}
      </Section>
    </div>
  )
}

function Payload({ name, value }: { readonly name: string; readonly value: unknown }) {
  return (
    <div>
      <h3 className="text-small text-quiet">{name}</h3>
      {value === null || value === undefined ? (
        <p>Nothing is kept.</p>
      ) : (
        <pre className="bg-wash text-small mt-1 p-3 font-mono whitespace-pre-wrap">{JSON.stringify(value, null, 2)}</pre>
      )}
    </div>
  )
}
