import { posix } from 'node:path'
import { projectPath, type Rule, type RuleContext } from '../rule.ts'
import { ROOMS, roomOf } from '../rooms.ts'

type ImportedFrom = Parameters<RuleContext['report']>[0] extends { node?: infer Node } ? Node : never

/** Beside the code, but not of it: may use packages and `test/support`, and is never published. */
const TEST_CODE = /\.test\.tsx?$|^src\/truth\/testing\//

/** Arrows between rooms never run back, see `rooms.ts`. Dynamic imports and re-exports count like imports. */
export const importBoundaries: Rule = {
  meta: { type: 'problem', docs: { description: 'Imports follow the plan of the house.' } },
  create(context) {
    const file = projectPath(context)
    const room = roomOf(file)
    if (room === null) return {}
    return {
      Program(node) {
        if (ROOMS[room] === undefined) {
          context.report({ node, message: `The room "${room}" is not in scripts/lint/rooms.ts. Give it its place there first.` })
        }
      },
      ImportDeclaration(node) {
        check(node.source.value, node.importKind === 'type', node)
      },
      ExportNamedDeclaration(node) {
        if (node.source) check(node.source.value, node.exportKind === 'type', node)
      },
      ExportAllDeclaration(node) {
        check(node.source.value, node.exportKind === 'type', node)
      },
      ImportExpression(node) {
        if (node.source.type === 'Literal' && typeof node.source.value === 'string') check(node.source.value, false, node)
      },
    }

    function check(specifier: string, typeOnly: boolean, node: ImportedFrom) {
      const refusal = refuse(file, specifier, typeOnly)
      if (refusal !== null) context.report({ node, message: refusal })
    }
  },
}

/** Why this import may not be, or null. */
function refuse(file: string, specifier: string, typeOnly: boolean): string | null {
  const room = roomOf(file)
  const plan = room === null ? undefined : ROOMS[room]
  if (room === null || plan === undefined) return null
  const isTest = TEST_CODE.test(file)

  if (!specifier.startsWith('.')) {
    if (/^runtruth(\/|$)/.test(specifier)) return `"${specifier}" is this package itself. Import the module by its path.`
    if (plan.sealed && !isTest)
      return `src/${room} imports nothing outside itself, no packages and no node: modules; "${specifier}" is one.`
    return null
  }

  const target = posix.join(posix.dirname(file), specifier)
  const targetRoom = roomOf(target)
  if (targetRoom === null) {
    if (isTest && target.startsWith('test/support/')) return null
    if (target === 'package.json' && !plan.sealed) return null
    return `${file} imports ${target}, which is not part of the product. Move what is needed into src.`
  }
  if (targetRoom === room || plan.uses.includes(targetRoom) || plan.doors?.includes(target)) return null
  if (typeOnly && plan.typesOf?.includes(targetRoom)) return null
  return `${room} may not import ${target}. Allowed: ${[...plan.uses, ...(plan.doors ?? [])].join(', ') || 'nothing outside itself'} (scripts/lint/rooms.ts). Pass it in at composition, or move it to where the arrow may start.`
}
