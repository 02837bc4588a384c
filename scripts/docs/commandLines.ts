/** Checks command lines in documentation against the command line's own table. */
export interface CommandShape {
  /** The words after `runtruth`, e.g. `run` or `token create`. */
  readonly name: string
  /** With their dashes, e.g. `--workspace`. */
  readonly flags: readonly string[]
}

/** The `runtruth …` calls of one shell line, each as its words after the binary's name. */
export function runtruthCalls(shellLine: string): string[][] {
  const line = shellLine.replace(/^\s*[$>%]\s+/, '').replace(/(^|\s)#.*$/, '')
  return line.split(/&&|\|\||[|;&]|\$\(/).flatMap((part) => {
    const words = part.match(/'[^']*'|"[^"]*"|[^\s'"]+/g) ?? []
    const at = words.findIndex((word) => /^(?:\.?\/?(?:[\w.-]+\/)*)runtruth$/.test(word))
    const before = words.slice(0, at)
    // Only what runs it: assignments, npx, sudo and the like, not `npm install runtruth`.
    const runs = at >= 0 && before.every((word) => /^\w+=/.test(word) || ['npx', 'sudo', 'exec', 'time', 'env', 'nohup'].includes(word))
    return runs ? [words.slice(at + 1)] : []
  })
}

/** What is wrong with a call, or null. Placeholders in capitals, values and optional brackets are not looked at. */
export function callProblem(words: readonly string[], commands: readonly CommandShape[], globalFlags: readonly string[]): string | null {
  const plain = words.map((word) => word.replace(/^\[+|\]+$/g, '')).filter((word) => word !== '' && word !== '…' && word !== '...')
  const flags = plain.flatMap((word) => (/^--?[a-z]/.test(word) ? [word.replace(/=.*$/, '').replace(/[,.;:]$/, '')] : []))
  if (plain.length === 0) return null
  const command = commands
    .filter(({ name }) => name.split(' ').every((word, index) => plain[index] === word))
    .toSorted((a, b) => b.name.length - a.name.length)[0]
  if (command === undefined) {
    const unknown = flags.find((flag) => !globalFlags.includes(flag))
    if (plain[0]?.startsWith('-') === true) return unknown === undefined ? null : `runtruth has no flag ${unknown}`
    return `runtruth has no command "${plain[0]}"; it has ${commands.map(({ name }) => name).join(', ')}`
  }
  const unknown = flags.find((flag) => !command.flags.includes(flag) && !globalFlags.includes(flag))
  return unknown === undefined ? null : `runtruth ${command.name} has no flag ${unknown}; it has ${command.flags.join(', ') || 'none'}`
}
