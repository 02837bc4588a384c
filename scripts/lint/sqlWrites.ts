/**
 * Finds, in the text of SQL, the writes that belong to the ledger alone. It reads just enough of the grammar: comments and
 * strings are blanked, parentheses are counted, so that `where status = …` and a condition in a subquery are not writes.
 * Where the written column or the table is an unknown expression, it assumes the worst.
 */

/** Stands for `${…}` in a template and for any unknown operand of a concatenation. */
export const UNKNOWN = '\u00a4'

const NAME = `(?:"?\\w+"?|${UNKNOWN})`
const TABLE = `(?:${NAME}\\s*\\.\\s*)?"?(operation_runs|operation_events|${UNKNOWN})"?`
const INSERT = new RegExp(`\\b(?:insert\\s+into|merge\\s+into(?:\\s+only)?|copy)\\s+${TABLE}(?![\\w"])`, 'g')
const UPDATE = new RegExp(`\\bupdate\\s+(?:only\\s+)?${TABLE}(?![\\w"])[^()]*?\\bset\\b`, 'g')
const GUARDED = /^\s*"?(?:status|outcome)"?\s*=/
const ROW = /^\s*\(([^()]*)\)\s*=/

/** The first forbidden write as a phrase for people, or null. */
export function forbiddenWrite(text: string): string | null {
  const sql = blank(text)
  for (const insert of sql.matchAll(INSERT)) {
    if (insert[1] !== UNKNOWN) return `a row of ${insert[1]} is written`
  }
  for (const update of sql.matchAll(UPDATE)) {
    const table = update[1]
    const assignments = setClause(sql.slice(update.index + update[0].length))
    const guarded = assignments.some((one) => GUARDED.test(one) || /\b(?:status|outcome)\b/.test(ROW.exec(one)?.[1] ?? ''))
    if (guarded && table === UNKNOWN) return 'status or outcome is written to a table that cannot be known here'
    if (guarded && table === 'operation_runs') return 'status or outcome of operation_runs is written'
    if (table === 'operation_runs' && assignments.some((one) => one.trim().startsWith(UNKNOWN))) {
      return 'a column of operation_runs is written that cannot be known here'
    }
  }
  return null
}

/** Lower case; comments and string constants become spaces, which keeps words apart. */
function blank(text: string): string {
  return text
    .toLowerCase()
    .replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, ' ')
    .replace(/'(?:[^']|'')*'/g, " '' ")
}

/** The assignments behind `set`, up to the clause or the parenthesis that ends the statement. */
function setClause(rest: string): string[] {
  const assignments: string[] = []
  let depth = 0
  let from = 0
  let at = 0
  for (; at < rest.length; at += 1) {
    const character = rest[at]
    if (character === '(') depth += 1
    if (character === ')') depth -= 1
    if (depth < 0) break
    if (depth > 0) continue
    if (character === ';' || /^(?:where|from|returning)\b/.test(wordAt(rest, at))) break
    if (character === ',') {
      assignments.push(rest.slice(from, at))
      from = at + 1
    }
  }
  return [...assignments, rest.slice(from, at)]
}

/** The text from here on, if a word begins here. */
function wordAt(text: string, at: number): string {
  return /\w/.test(text[at - 1] ?? ' ') ? '' : text.slice(at, at + 10)
}
