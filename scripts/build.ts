/** Compiles src into dist, from nothing, so that a file that was removed is not published, and builds the console beside it. */
import { spawnSync } from 'node:child_process'
import { chmod, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createRequire } from 'node:module'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))
const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'))

await rm(join(root, 'dist'), { recursive: true, force: true })
const compiled = spawnSync(process.execPath, [join(typescript, 'bin/tsc'), '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' })
process.exitCode = compiled.status ?? 1
if (process.exitCode === 0) {
  await chmod(join(root, 'dist/cli/bin.js'), 0o755)
  await build({ configFile: join(root, 'vite.config.ts'), logLevel: 'warn' })
}
