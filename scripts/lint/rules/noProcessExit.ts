import type { Rule } from '../rule.ts'

const ENDS = ['exit', 'abort', 'reallyExit']

/** Who ends the process decides it for everybody in it: a host that embeds us, open streams, unwritten reports. */
export const noProcessExit: Rule = {
  meta: { type: 'problem', docs: { description: 'Only the entry point of a process ends it.' } },
  create(context) {
    const message = 'Only the entry point of a process ends it. Throw a RuntruthError, or return and let the entry point decide.'
    return {
      MemberExpression(node) {
        if (node.object.type !== 'Identifier' || node.object.name !== 'process' || node.property.type !== 'Identifier') return
        if (ENDS.includes(node.property.name)) context.report({ node, message })
      },
      ImportDeclaration(node) {
        if (node.source.value !== 'node:process' && node.source.value !== 'process') return
        for (const part of node.specifiers) {
          if (part.type === 'ImportSpecifier' && part.imported.type === 'Identifier' && ENDS.includes(part.imported.name)) {
            context.report({ node: part, message })
          }
        }
      },
    }
  },
}
