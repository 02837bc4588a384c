/** What a house rule is made of. Oxlint exports no rule type of its own, so it is read off its rule tester. */
import { isAbsolute, relative, sep } from 'node:path'
import type { RuleTester } from 'oxlint/plugins-dev'

export type Rule = Parameters<RuleTester['run']>[1]
export type RuleContext = Parameters<NonNullable<Rule['create']>>[0]

/** The linted file as a path of the project, with forward slashes: `src/ledger/finishRun.ts`. Lint runs from the project's root. */
export function projectPath(context: RuleContext): string {
  const path = isAbsolute(context.filename) ? relative(context.cwd, context.filename) : context.filename
  return path.split(sep).join('/')
}
