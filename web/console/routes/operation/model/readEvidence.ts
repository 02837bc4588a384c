import { EVIDENCE_SIGNALS, EVIDENCE_SUPPORTS, type Evidence } from '../../../../../src/truth/index.ts'

/** Evidence as it was kept with a conclusion; whatever is not evidence is left out. */
export function readEvidence(kept: unknown): readonly Evidence[] {
  return Array.isArray(kept) ? kept.flatMap(readOne) : []
}

function readOne(kept: unknown): Evidence[] {
  if (typeof kept !== 'object' || kept === null) return []
  const fields = new Map<string, unknown>(Object.entries(kept))
  const signal = EVIDENCE_SIGNALS.find((known) => known === fields.get('signal'))
  const supports = EVIDENCE_SUPPORTS.find((known) => known === fields.get('supports'))
  if (signal === undefined || supports === undefined) return []
  const text = (key: string) => {
    const value = fields.get(key)
    return typeof value === 'string' ? value : null
  }
  return [{ signal, checked: fields.get('checked') === true, observed: text('observed'), threshold: text('threshold'), supports }]
}
