import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { SYSTEM } from '../../../src/access/actor.ts'
import { setPlatformOperator } from '../../../src/access/platform.ts'
import { eventually } from '../../support/eventually.ts'
import { READER_COOKIE, writeReader } from '../../../web/console/model/reader.ts'
import { createFixture, type Fixture } from '../../support/fixture.ts'
import { spawnRuntruth, type RunningProcess } from '../../support/processes.ts'
import { beat, hangGallery, type Picture } from '../gallery.ts'
import { hangSources } from '../../support/sourceFactories.ts'
import { operations } from '../galleryOperations.ts'
import { hangWebhooks } from '../galleryWebhooks.ts'
import { findChromium, launchChromium } from './chromium.ts'
import { setUpOwner } from './setUpOwner.ts'

/** A database with a gallery in it, the built product serving it in a process of its own, and a browser in front. */
export interface Stage {
  readonly fixture: Fixture
  /** Who is signed in; looks after the platform, as do all who are new. */
  readonly owner: { readonly id: string; readonly name: string; readonly email: string; readonly password: string }
  readonly ids: Record<Picture, string>
  readonly webhooks: { readonly failing: string; readonly disabled: string }
  readonly url: string
  readonly server: RunningProcess
  readonly browser: Browser
  work(name: string): Promise<RunningProcess>
  reconcile(): RunningProcess
  /** A window of somebody who is signed in. */
  window(options?: WindowOptions): Promise<{ readonly context: BrowserContext; readonly page: Page }>
  close(): Promise<void>
}

export interface WindowOptions {
  readonly width?: number
  readonly height?: number
  readonly dark?: boolean
  readonly reducedMotion?: boolean
  /** Somebody new, an owner as well: requests are limited for each person. */
  readonly somebodyNew?: boolean
  /** Nobody is signed in. */
  readonly stranger?: boolean
  /** Pixels of the screen for one of the page: the window of somebody who has zoomed in. */
  readonly scale?: number
}

const config = fileURLToPath(new URL('../runtruth.config.ts', import.meta.url))
const ZONE = 'Europe/Berlin'
const LOCALE = 'en-GB'
const PASSWORD = 'a long enough password'
const OWNER = { name: 'Dana', email: 'dana.owner@example.com', password: PASSWORD }
const READY_WITHIN_MS = 60_000

export async function setStage(): Promise<Stage> {
  const executable = findChromium()
  if (executable === undefined) throw new Error('There is no Chromium here.')
  const directory = await mkdtemp(join(tmpdir(), 'runtruth-e2e-'))
  const fixture = await createFixture({ operations })
  const living = [fixture.acme, fixture.globex]
  const beating = setInterval(() => void Promise.all(living.map(async (one) => await beat(fixture.owner, one))).catch(() => {}), 1_000)
  const settings = {
    env: {
      DATABASE_URL: fixture.url,
      RUNTRUTH_DATA_DIR: join(directory, 'data'),
      RUNTRUTH_SECRET: 'a secret for tests that is long enough to be one',
      LOG_LEVEL: 'warn',
      RUNTRUTH_WEBHOOK_TARGETS: 'any',
    },
  }
  const cast: RunningProcess[] = []
  const spawned = (name: string, args: readonly string[]) => {
    const started = spawnRuntruth(name, [...args, '--config', config], settings)
    cast.push(started)
    return started
  }
  const server = spawned('server', ['serve', '--port', '0'])
  const url = await eventually('the server to be ready', READY_WITHIN_MS, () => {
    if (server.hasExited()) throw new Error(`The server ended before it was ready:\n${server.printed()}`)
    const address = /ready at (http:\S+)/.exec(server.printed())?.[1]
    return address === undefined ? { seen: server.printed().slice(-1_000) } : { found: address }
  })
  const browser = await launchChromium(executable)
  const cookie = await welcome(OWNER)
  let people = 0
  const somebodyElse = async () => {
    people += 1
    return await welcome({ name: `Robin ${people}`, email: `robin.${people}@example.com`, password: PASSWORD })
  }
  async function welcome(person: typeof OWNER) {
    const session = await setUpOwner(url, fixture.acme.token, person)
    await setPlatformOperator(fixture.db, SYSTEM, person.email, true)
    return session
  }
  const { rows } = await fixture.owner.query<{ id: string }>('select id::text from runtruth.users where email = $1', [OWNER.email])
  const owner = { id: rows[0]?.id ?? '', ...OWNER }
  const ids = await hangGallery(fixture.owner, fixture.acme, owner.id)
  const webhooks = await hangWebhooks(fixture.owner, fixture.acme, ids.succeeded)
  await hangSources(fixture.owner)
  return {
    fixture,
    owner,
    ids,
    webhooks,
    url,
    server,
    browser,
    work: async (name) => {
      const started = spawned(`worker ${name}`, ['work', '--name', name])
      await eventually(`${name} to beat`, READY_WITHIN_MS, async () => {
        const { rows } = await fixture.owner.query('select 1 from runtruth.workers where name = $1 and pid = $2', [name, started.pid])
        return rows.length > 0 ? { found: undefined } : { seen: started.printed().slice(-500) }
      })
      return started
    },
    reconcile: () => spawned('reconciler', ['reconcile']),
    window: async ({
      width = 1280,
      height = 900,
      dark = false,
      reducedMotion = false,
      somebodyNew = false,
      stranger = false,
      scale = 1,
    } = {}) => {
      const context = await browser.newContext({
        viewport: { width, height },
        deviceScaleFactor: scale,
        colorScheme: dark ? 'dark' : 'light',
        reducedMotion: reducedMotion ? 'reduce' : 'no-preference',
        timezoneId: ZONE,
        locale: LOCALE,
      })
      // As the door of the console leaves it: who signs in there leaves word where he reads.
      const reads = { name: READER_COOKIE, value: writeReader({ locale: LOCALE, zone: ZONE, theme: 'system' }), url }
      if (!stranger) await context.addCookies([{ ...(somebodyNew ? await somebodyElse() : cookie), url }, reads])
      return { context, page: await context.newPage() }
    },
    close: async () => {
      clearInterval(beating)
      await browser.close()
      await Promise.all(cast.map(async (one) => await one.kill()))
      await fixture.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
