import type { Rule } from '../rule.ts'

const LIMIT_LINES = 250
const REASON = /\blong because\b/i

/** A long file is where contributors lose their way. It may stay whole, but it says why before anything else. */
export const longFileHeader: Rule = {
  meta: { type: 'suggestion', docs: { description: 'A file over 250 lines says why in its header.' } },
  create(context) {
    return {
      Program(node) {
        const { lines } = context.sourceCode
        const count = lines.at(-1) === '' ? lines.length - 1 : lines.length
        if (count <= LIMIT_LINES) return
        const firstStatement = node.body[0]?.start ?? Infinity
        const header = context.sourceCode.getAllComments().filter((comment) => comment.type !== 'Shebang' && comment.end <= firstStatement)
        if (header.some((comment) => REASON.test(comment.value))) return
        context.report({
          loc: { line: 1, column: 0 },
          message: `${count} lines, expected at most ${LIMIT_LINES}. Split by purpose, or say in the header comment why not ("Long because …").`,
        })
      },
    }
  },
}
