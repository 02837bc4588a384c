import type { Started } from './startProcess.ts'

/** What somebody reads who has just started an example: where to look, what to break, what is seen then. */
export function invitation(
  title: string,
  places: readonly (readonly [title: string, text: string])[],
  workers: readonly Started[],
  outlook: readonly string[],
): string {
  const kills = workers.map(({ name, pid }) => `kill -9 ${pid}   # the ${name}`)
  const rows = (rowTitle: string, texts: readonly string[]) => texts.map((text, index) => row(index === 0 ? rowTitle : '', text))
  return [
    title,
    '',
    ...places.map(([rowTitle, text]) => row(rowTitle, text)),
    ...rows('Break', kills),
    ...rows('Then', outlook),
    '',
    'Ctrl-C stops all of it, and removes what it wrote.',
  ].join('\n')
}

function row(title: string, text: string): string {
  return `  ${title.padEnd(9)}${text}`
}
