import type { ApiProblem } from '../../../api/problem.ts'
import { leavesOf, type InputForm } from './inputForm.ts'

export interface Refusal {
  /** By the path of the field it is about. */
  readonly problems: Readonly<Record<string, string>>
  /** What is about no field that is shown. */
  readonly message: string | null
}

/** The API's refusal, laid beside the fields it names. */
export function layRefusal(form: InputForm, { message, issues }: Pick<ApiProblem, 'message' | 'issues'>): Refusal {
  const paths = leavesOf(form).map(({ path }) => path)
  const problems: Record<string, string> = {}
  let unplaced = issues.length === 0
  for (const { field, detail } of issues) {
    const path = paths.find((known) => known === field) ?? paths.find((known) => known === '' || field.startsWith(`${known}.`))
    if (path === undefined) unplaced = true
    else problems[path] ??= sentence(detail)
  }
  return { problems, message: unplaced ? message : null }
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}
