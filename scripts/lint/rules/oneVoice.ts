import type { Rule } from '../rule.ts'

/** Wordings of a verdict, of its guidance and of a reconciliation. Compared without case; single common words are left out on purpose. */
const WORDINGS = [
  'likely stale',
  'worker lost',
  'job lost',
  'ended without report',
  'not verified',
  'outcome not recorded',
  'partially succeeded',
  'reconciled as',
  'waiting for a worker',
  'waiting for worker',
  'no action needed',
  'review worker health',
  'last sign of life',
  'past its lifecycle window',
  'no lifecycle window is defined',
  'reconciliation will close',
  'longer than usual',
  'operation never started',
  'operation stopped reporting',
  'worker process ended',
  'queue reported failure',
  'queue no longer has the job',
  'could not be queued',
  'settled from related records',
  'superseded by operation',
]

/** Every surface renders the presenter's words. A second wording is a second opinion about the same operation. */
export const oneVoice: Rule = {
  meta: { type: 'problem', docs: { description: 'Only the operation presenter words a verdict.' } },
  create(context) {
    type Reported = Parameters<typeof context.report>[0] extends { node?: infer Node } ? Node : never
    function check(text: string, node: Reported) {
      const spoken = text.toLowerCase().replace(/\s+/g, ' ')
      const found = WORDINGS.find((wording) => spoken.includes(wording))
      if (found === undefined) return
      context.report({
        node,
        message: `"${found}" words a verdict. Render verdict.headline, guidance or the copy catalogue of src/truth instead.`,
      })
    }
    return {
      Literal(node) {
        if (typeof node.value === 'string') check(node.value, node)
      },
      TemplateElement(node) {
        check(node.value.cooked ?? node.value.raw, node)
      },
      JSXText(node) {
        check(node.value, node)
      },
    }
  },
}
