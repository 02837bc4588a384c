import { projectPath, type Rule, type RuleContext } from '../rule.ts'
import { forbiddenWrite, UNKNOWN } from '../sqlWrites.ts'

type Expression = { readonly type: string }
type Reported = Parameters<RuleContext['report']>[0] extends { node?: infer Node } ? Node : never

const LEDGER_TABLE = /^(?:\w+\.)?operation_(?:runs|events)\b/
const BUILDERS = ['insertInto', 'updateTable', 'mergeInto', 'replaceInto']

/**
 * Status and outcome have one writer, and history is written in the same statement. This is the lint half of it (the
 * database holds the other half): SQL text, in templates or joined with +, and the query builder.
 */
export const oneWriter: Rule = {
  meta: { type: 'problem', docs: { description: 'Only src/ledger/sql writes status, outcome and history of a run.' } },
  create(context) {
    const file = projectPath(context)

    function check(text: string, node: Reported) {
      const found = forbiddenWrite(text)
      if (found !== null) refuse(found, node)
    }
    function refuse(found: string, node: Reported) {
      context.report({ node, message: `${file}: ${found}. Only src/ledger/sql does that; call a verb of src/ledger.` })
    }

    return {
      Literal(node) {
        if (typeof node.value === 'string' && !isPart(node)) check(node.value, node)
      },
      TemplateLiteral(node) {
        if (!isPart(node)) check(textOf(node), node)
      },
      BinaryExpression(node) {
        if (node.operator === '+' && !isPart(node)) check(textOf(node), node)
      },
      CallExpression(node) {
        const callee = node.callee
        if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier' || !BUILDERS.includes(callee.property.name)) return
        const table = node.arguments[0]
        if (table?.type === 'Literal' && typeof table.value === 'string' && LEDGER_TABLE.test(table.value)) {
          refuse(`${callee.property.name}('${table.value}') builds a write`, node)
        }
      },
    }
  },
}

/** Part of a concatenation, which is judged as a whole. */
function isPart(node: { readonly parent?: unknown }): boolean {
  const parent = node.parent as { type?: string; operator?: string } | null | undefined // the tree is uniform, its published types are not
  return parent?.type === 'BinaryExpression' && parent.operator === '+'
}

function textOf(node: Expression): string {
  // Narrowing by `type` needs the full union, of which only four members matter here.
  const known = node as
    | { type: 'Literal'; value: unknown }
    | { type: 'TemplateLiteral'; quasis: readonly { value: { cooked: string | null; raw: string } }[]; expressions: readonly Expression[] }
    | { type: 'BinaryExpression'; operator: string; left: Expression; right: Expression }
    | { type: 'Other' }
  if (known.type === 'Literal') return typeof known.value === 'string' ? known.value : UNKNOWN
  if (known.type === 'BinaryExpression') return known.operator === '+' ? textOf(known.left) + textOf(known.right) : UNKNOWN
  if (known.type !== 'TemplateLiteral') return UNKNOWN
  return known.quasis.map((quasi) => quasi.value.cooked ?? quasi.value.raw).join(UNKNOWN)
}
