/**
 * Places where a checker is told to look away without a reason, behind the directive or in a comment on the line above it.
 * Lint cannot watch over this itself: a blanket switch-off would silence the watcher too. Returns line numbers.
 */
const DIRECTIVE =
  /(?:\/\/|\/\*|<!--)\s*(?:(?:oxlint|eslint)-disable(?:-next-line|-line)?\b.*?(?:--(?!>)|$)|@ts-(?:ignore|nocheck|expect-error)\b|(?:oxfmt|prettier)-ignore\b)(.*)$/
const COMMENT_ABOVE = /^\s*(?:\/\/|\/?\*+|<!--)\s*(.*)$/

export function unreasonedSwitchOffs(text: string): number[] {
  const lines = text.split('\n')
  return lines.flatMap((line, index) => {
    const behind = DIRECTIVE.exec(line)?.[1]
    if (behind === undefined) return []
    const previous = lines[index - 1] ?? ''
    const above = DIRECTIVE.test(previous) ? '' : (COMMENT_ABOVE.exec(previous)?.[1] ?? '')
    return isReason(behind) || isReason(above) ? [] : [index + 1]
  })
}

function isReason(text: string): boolean {
  return text.replace(/\*\/|-->/g, '').trim().length >= 10
}
