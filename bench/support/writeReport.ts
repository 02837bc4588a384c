import { readFile, writeFile } from 'node:fs/promises'
import { asMarkdown, type BenchReport } from './benchReport.ts'

const DOCS = new URL('../../docs/', import.meta.url)
const PAGE = new URL('benchmarks.md', DOCS)

/** Puts a report between its markers, and its chart beside them; the words around them are written by hand and stay. */
export async function writeReport(name: string, report: BenchReport, machine: string): Promise<void> {
  const begin = `<!-- bench:${name} -->`
  const end = `<!-- /bench:${name} -->`
  const page = await readFile(PAGE, 'utf8')
  const from = page.indexOf(begin)
  const to = page.indexOf(end)
  if (from < 0 || to < from) throw new Error(`docs/benchmarks.md has no place for ${name}. Add the lines ${begin} and ${end}.`)
  const day = new Date().toISOString().slice(0, 10)
  const section = `${begin}\n_${day} · ${machine}_\n\n${asMarkdown(report)}\n`
  await writeFile(PAGE, page.slice(0, from) + section + page.slice(to))
  if (report.chart) await writeFile(new URL(report.chart.name, DOCS), report.chart.svg)
}
