/** Compiles src into dist, from nothing, so that a file that was removed is not published; the console and the activity element beside it. Prints what those two weigh. */
import { spawnSync } from 'node:child_process'
import { chmod, copyFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createRequire } from 'node:module'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { activityBundle } from './activityBundle.ts'
import { drawingBundle } from './drawingBundle.ts'
import { BUNDLES, describeSize, firstLoadBytes } from './bundleSizes.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'))

await rm(join(root, 'dist'), { recursive: true, force: true })
process.exitCode = compile('-p', 'tsconfig.build.json')
if (process.exitCode === 0) {
  await chmod(join(root, 'dist/cli/bin.js'), 0o755)
  const console = await build({ configFile: join(root, 'vite.config.ts'), logLevel: 'warn' })
  await build(drawingBundle)
  const activity = await build(activityBundle)
  process.stdout.write(`${describeSize(BUNDLES.console, firstLoadBytes(console))}\n`)
  process.stdout.write(`${describeSize(BUNDLES.activity, firstLoadBytes(activity))}\n`)
  process.exitCode = await describeActivity()
}

/** The element's own declarations stand alone: they name nothing but what a browser has. */
async function describeActivity(): Promise<number> {
  const beside = join(root, 'dist/.types')
  const failed = compile('-p', 'web', '--noEmit', 'false', '--emitDeclarationOnly', '--declaration', '--rootDir', '.', '--outDir', beside)
  if (failed === 0) await copyFile(join(beside, 'web/activity/RuntruthActivity.d.ts'), join(root, 'dist/activity/index.d.ts'))
  await rm(beside, { recursive: true, force: true })
  return failed
}

function compile(...args: readonly string[]): number {
  return spawnSync(process.execPath, [join(typescript, 'bin/tsc'), ...args], { cwd: root, stdio: 'inherit' }).status ?? 1
}
