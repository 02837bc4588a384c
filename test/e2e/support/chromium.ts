import { existsSync } from 'node:fs'
import process from 'node:process'
import { chromium, type Browser } from 'playwright-core'

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/**
 * The system's own Chromium; undefined where there is none. CHROMIUM names another. In CI it is required: there a missing
 * browser is a failure and not a reason to skip.
 */
export function findChromium(): string | undefined {
  const named = process.env.CHROMIUM
  const found = named === undefined ? PLACES.find((path) => existsSync(path)) : named
  if (found === undefined && process.env.CI === 'true') throw new Error('CI has no Chromium. Install it: apt-get install chromium')
  return found
}

/** Stands behind a title while there is none. */
export const WHY_SKIPPED =
  findChromium() === undefined ? ' (skipped: no Chromium on this machine; apt-get install chromium, or name one in CHROMIUM)' : ''

export const CHROMIUM_ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export async function launchChromium(executablePath: string): Promise<Browser> {
  return await chromium.launch({ executablePath, args: CHROMIUM_ARGUMENTS })
}
