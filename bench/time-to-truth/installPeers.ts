import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const FOLDER = fileURLToPath(new URL('./peers/', import.meta.url))
const INSTALLED = new URL('./peers/node_modules/.package-lock.json', import.meta.url)

/** What Runtruth is raced against has a folder and a lockfile of its own, so that nobody who installs Runtruth installs it. */
export async function installPeers(progress: (text: string) => void): Promise<void> {
  if (existsSync(INSTALLED)) return
  progress(`installing what it races against, once: npm ci in ${FOLDER}`)
  // What npm told this very process is about another folder.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_config_local_prefix$/i.test(name)))
  const child = spawn('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: FOLDER, env, stdio: ['ignore', 2, 2] })
  await once(child, 'exit')
  if (child.exitCode !== 0) throw new Error(`npm ci in ${FOLDER} ended with ${child.exitCode}. The race needs it; see above why.`)
}
