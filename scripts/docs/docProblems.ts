/** What the documentation promises and the repository does not keep, one line each. */
import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { callProblem, runtruthCalls, type CommandShape } from './commandLines.ts'
import { readPage, type Page } from './markdown.ts'

/** Words before the first slash that make an inline code span a path of this repository. */
const TOPS = ['src', 'test', 'scripts', 'migrations', 'docs', 'examples', 'bench', 'web', 'toolchain', '.ci', '.github']
const GLOBAL_FLAGS = ['--help', '-h', '--version', '-V']

export interface Promises {
  readonly root: string
  readonly pages: readonly string[]
  readonly npmScripts: readonly string[]
  /** Null while the command line has no table to compare with. */
  readonly commands: readonly CommandShape[] | null
}

export function docProblems(promises: Promises): string[] {
  return promises.pages.flatMap((file) => {
    const page = readPage(readFileSync(join(promises.root, file), 'utf8'))
    const at = (line: number, problem: string) => `${file}:${line} ${problem}`
    return [
      ...page.links.flatMap(({ text, line }) => linkProblem(promises.root, file, page, text).map((problem) => at(line, problem))),
      ...page.inlineCode.flatMap(({ text, line }) => pathProblem(promises.root, text).map((problem) => at(line, problem))),
      ...[...page.inlineCode, ...page.shellLines].flatMap(({ text, line }) =>
        commandProblems(promises, text).map((problem) => at(line, problem)),
      ),
      ...namedTestProblems(promises.root, page).map(({ line, problem }) => at(line, problem)),
    ]
  })
}

function linkProblem(root: string, file: string, page: Page, link: string): string[] {
  if (/^[a-z][a-z0-9+.-]*:|^\/\//i.test(link)) return []
  const [path = '', fragment] = link.split('#')
  const target = path === '' ? join(root, file) : join(root, dirname(file), decodeURI(path))
  if (!existsSync(target)) return [`links to ${link}, which does not exist`]
  if (relative(root, target).startsWith('..')) return [`links to ${link}, which is outside the repository`]
  if (fragment === undefined || fragment === '' || statSync(target).isDirectory() || !target.endsWith('.md')) return []
  const anchors = path === '' ? page.anchors : readPage(readFileSync(target, 'utf8')).anchors
  return anchors.has(fragment) ? [] : [`links to ${link}, but the page has no heading for #${fragment}`]
}

function pathProblem(root: string, code: string): string[] {
  const path = code.replace(/[:#]L?\d+(?:-L?\d+)?$/, '')
  if (!TOPS.includes(path.split('/')[0] ?? '') || !path.includes('/') || /[\s<>…]|NNNN/.test(path)) return []
  const found = /[*?{[]/.test(path) ? globSync(path, { cwd: root }).length > 0 : existsSync(join(root, path))
  return found ? [] : [`names ${code}, which does not exist`]
}

function commandProblems({ npmScripts, commands }: Promises, code: string): string[] {
  const scripts = [...code.matchAll(/\bnpm run (?:--silent |-s )?([a-z][\w:-]*)/g)].flatMap(([, name]) =>
    name === undefined || npmScripts.includes(name) ? [] : [`names \`npm run ${name}\`; package.json has no such script`],
  )
  if (commands === null) return scripts
  const calls = runtruthCalls(code).flatMap((words) => callProblem(words, commands, GLOBAL_FLAGS) ?? [])
  return [...scripts, ...calls]
}

/** A line that names a test file may quote titles from it: `src/truth/x.test.ts` “waiting never heals”. */
function namedTestProblems(root: string, page: Page): { line: number; problem: string }[] {
  return page.lines.flatMap((text, index) => {
    let testFile: string | null = null
    const problems: { line: number; problem: string }[] = []
    for (const [, path, curly, straight] of text.matchAll(/`([^`\s]+\.test\.tsx?)`|“([^”]+)”|"([^"]+)"/g)) {
      if (path !== undefined) testFile = existsSync(join(root, path)) ? path : null
      const title = curly ?? straight
      if (title === undefined || testFile === null) continue
      if (!readFileSync(join(root, testFile), 'utf8').includes(title.replaceAll('`', ''))) {
        problems.push({ line: index + 1, problem: `names the test "${title}", which ${testFile} does not have` })
      }
    }
    return problems
  })
}
