/** What a benchmark answers: one table, and what has to be said beside it. */
export interface BenchReport {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** How it was measured, in sentences; printed under the table. */
  readonly notes: readonly string[]
  /** A picture of the same figures, in docs. */
  readonly chart?: { readonly name: string; readonly svg: string }
  /** The server it ran on, where there was one. */
  readonly postgresVersion?: string
}

export interface BenchOptions {
  /** Leaves what was seeded where the next run finds it. */
  readonly keep: boolean
  /** One line on standard error. */
  progress(text: string): void
}

export type Bench = (options: BenchOptions) => Promise<BenchReport>

/** For a terminal: columns as wide as their widest cell. */
export function asText({ columns, rows, notes }: BenchReport): string {
  const widths = columns.map((column, index) => Math.max(column.length, ...rows.map((row) => (row[index] ?? '').length)))
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd()
  return [line(columns), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line), ...notes.map((note) => `· ${note}`)].join('\n')
}

export function asMarkdown({ columns, rows, notes }: BenchReport): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  const table = [line(columns), line(columns.map(() => '---')), ...rows.map(line)]
  return [...table, '', ...notes.map((note) => `- ${note}`)].join('\n')
}

/** A figure beside what it is held to. */
export function verdictOf(measured: number, atMost: number): string {
  return measured <= atMost ? 'met' : 'missed'
}

export function ms(value: number): string {
  return `${value.toFixed(value < 10 ? 2 : 1)} ms`
}
