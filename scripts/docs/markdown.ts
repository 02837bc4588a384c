/** Just enough of Markdown to check what a page promises: links, headings, inline code and fenced blocks. */
export interface Mention {
  readonly text: string
  readonly line: number
}

export interface Page {
  /** Targets of links and images, with their fragment. */
  readonly links: readonly Mention[]
  readonly inlineCode: readonly Mention[]
  /** Lines of fenced blocks in a shell language. */
  readonly shellLines: readonly Mention[]
  /** Fragments that headings make, as GitHub makes them. */
  readonly anchors: ReadonlySet<string>
  readonly lines: readonly string[]
}

const SHELL = ['sh', 'bash', 'shell', 'console']

export function readPage(markdown: string): Page {
  const lines = markdown.split('\n')
  const links: Mention[] = []
  const inlineCode: Mention[] = []
  const shellLines: Mention[] = []
  const anchors = new Set<string>()
  let fence: { mark: string; language: string } | null = null

  for (const [index, text] of lines.entries()) {
    const line = index + 1
    const mark = /^\s*(```+|~~~+)\s*(\S*)/.exec(text)
    if (fence !== null) {
      if (mark?.[1]?.startsWith(fence.mark) && mark[2] === '') fence = null
      else if (SHELL.includes(fence.language)) shellLines.push({ text, line })
      continue
    }
    if (mark?.[1] !== undefined) {
      fence = { mark: mark[1], language: mark[2] ?? '' }
      continue
    }
    const heading = /^#{1,6}\s+(.*?)\s*#*$/.exec(text)?.[1]
    if (heading !== undefined) anchors.add(freeAnchor(anchors, slug(heading)))
    const prose = text.replace(/(`+)(.+?)\1/g, (_, __, code: string) => {
      inlineCode.push({ text: code.trim(), line })
      return ''
    })
    // The label may have been code that was just taken out; the target never is.
    for (const link of prose.matchAll(/\[[^\]]*\]\(\s*<?([^)\s>]+)>?[^)]*\)/g))
      if (link[1] !== undefined) links.push({ text: link[1], line })
    const definition = /^\s*\[[^\]]+\]:\s*(\S+)/.exec(prose)?.[1]
    if (definition !== undefined) links.push({ text: definition, line })
    for (const source of prose.matchAll(/<(?:img|a)\b[^>]*?\b(?:src|href)="([^"]+)"/g))
      if (source[1] !== undefined) links.push({ text: source[1], line })
  }
  return { links, inlineCode, shellLines, anchors, lines }
}

function slug(heading: string): string {
  return heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-')
}

function freeAnchor(taken: ReadonlySet<string>, wanted: string): string {
  let anchor = wanted
  for (let count = 1; taken.has(anchor); count += 1) anchor = `${wanted}-${count}`
  return anchor
}
