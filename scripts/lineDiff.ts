const CONTEXT_LINES = 2

/** The differing stretch of two texts, `-` for the first and `+` for the second; null when they are equal. */
export function lineDiff(before: string, after: string): string | null {
  if (before === after) return null
  const [a, b] = [before.split('\n'), after.split('\n')]
  // Longest common subsequence; the texts are a few thousand lines at most.
  const common = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1))
  const at = (i: number, j: number) => common[i]?.[j] ?? 0
  for (let i = a.length - 1; i >= 0; i -= 1) {
    const row = common[i]
    if (row === undefined) continue
    for (let j = b.length - 1; j >= 0; j -= 1) row[j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
  }
  const lines: { mark: ' ' | '-' | '+'; text: string }[] = []
  for (let i = 0, j = 0; i < a.length || j < b.length;) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ mark: ' ', text: a[i] ?? '' })
      i += 1
      j += 1
    } else if (j >= b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ mark: '-', text: a[i] ?? '' })
      i += 1
    } else {
      lines.push({ mark: '+', text: b[j] ?? '' })
      j += 1
    }
  }
  const isNearChange = (index: number) =>
    lines.slice(Math.max(0, index - CONTEXT_LINES), index + CONTEXT_LINES + 1).some(({ mark }) => mark !== ' ')
  const shown = lines.flatMap(({ mark, text }, index) => {
    if (isNearChange(index)) return [`${mark} ${text}`]
    return isNearChange(index - 1) ? ['…'] : []
  })
  return shown.join('\n')
}
