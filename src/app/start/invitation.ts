export interface Invitation {
  readonly address: string
  /** Where browsers reach it. */
  readonly consoleAddress: string
  /** Nobody can sign in yet: the console is entered with the token, by making an owner. */
  readonly setUpPending: boolean
  readonly workspace: string
  readonly token: string
  readonly tokenFile: string
  readonly workers: readonly { readonly name: string; readonly pid: number }[]
  /** How the command line is called from where the reader stands, e.g. "npx runtruth". */
  readonly callAs: string
}

/** What somebody reads who has just started it for the first time: where it is, how to enter, what to break, where to look. */
export function invitation({ address, consoleAddress, setUpPending, workspace, token, tokenFile, workers, callAs }: Invitation): string {
  // After the #, a browser keeps it to itself: it reaches no server and no log on the way.
  const page = setUpPending ? `setup#${token}` : 'login'
  const kills = workers.map(({ name, pid }) => `kill -9 ${pid}   # ${name}`)
  return [
    `Runtruth is ready at ${address}`,
    '',
    row('Console', `${consoleAddress.replace(/\/+$/, '')}/${page}`),
    row('Workspace', workspace),
    row('Token', token),
    row('', `kept in ${tokenFile}`),
    '',
    row('Watch', `${callAs} list --workspace ${workspace} --watch`),
    row('Ask', `curl -H 'Authorization: Bearer ${token}' ${address}/api/v1/workspaces/${workspace}/operations`),
    ...kills.map((kill, index) => row(index === 0 ? 'Break' : '', kill)),
    '',
    'Ctrl-C stops it all: running operations end, or are handed back.',
    '',
  ].join('\n')
}

function row(title: string, text: string): string {
  return `  ${title.padEnd(11)}${text}`
}
