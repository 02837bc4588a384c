import type { Rule } from '../rule.ts'

const READS = new Map([
  ['Date', ['now']],
  ['performance', ['now', 'timeOrigin']],
  ['process', ['hrtime', 'uptime']],
])

/** The clock is injected, so that a test can hold it still and a verdict never depends on the machine that renders it. */
export const oneClock: Rule = {
  meta: { type: 'problem', docs: { description: 'Only src/clock.ts reads the clock of the process.' } },
  create(context) {
    const message = 'Only src/clock.ts reads the clock. Take a Clock at composition; recorded instants and asOf come from the database.'
    return {
      // The member itself, called or handed on: `map(Date.now)` reads the clock as well.
      MemberExpression(node) {
        const object = node.object
        const owner =
          object.type === 'Identifier'
            ? object.name
            : object.type === 'MemberExpression' && object.property.type === 'Identifier' && !object.computed
              ? object.property.name
              : ''
        const property =
          node.property.type === 'Identifier' && !node.computed
            ? node.property.name
            : node.property.type === 'Literal'
              ? String(node.property.value)
              : ''
        if (READS.get(owner)?.includes(property)) context.report({ node, message })
      },
      NewExpression(node) {
        if (node.callee.type === 'Identifier' && node.callee.name === 'Date' && node.arguments.length === 0)
          context.report({ node, message })
      },
      CallExpression(node) {
        if (node.callee.type === 'Identifier' && node.callee.name === 'Date') context.report({ node, message })
      },
    }
  },
}
