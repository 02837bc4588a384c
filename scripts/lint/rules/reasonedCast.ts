import type { Rule } from '../rule.ts'

/** A cast is where the compiler stops helping. The reader is told why that is right, beside it or on the line above. */
export const reasonedCast: Rule = {
  meta: { type: 'suggestion', docs: { description: 'A type assertion has its reason beside it.' } },
  create(context) {
    const explained = new Set<number>()
    return {
      Program() {
        for (const comment of context.sourceCode.getAllComments()) {
          for (let line = comment.loc.start.line; line <= comment.loc.end.line + 1; line += 1) explained.add(line)
        }
      },
      TSAsExpression(node) {
        const type = node.typeAnnotation
        if (type.type === 'TSTypeReference' && type.typeName.type === 'Identifier' && type.typeName.name === 'const') return
        if (node.parent?.type === 'TSAsExpression' || explained.has(node.loc.start.line) || explained.has(node.loc.end.line)) return
        context.report({
          node,
          message: 'A cast without a reason. Say beside it why the compiler cannot know, or narrow the value instead.',
        })
      },
    }
  },
}
