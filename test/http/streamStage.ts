import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import type { Services } from '../../src/work/services.ts'
import { createFixture, type Fixture } from '../support/fixture.ts'
import { OPERATIONS } from './operations.ts'
import { isHello, openStreamServer, type Ear, type Listening, type StreamServer } from './streamListener.ts'

/** What every file about the stream begins with: a database for the file, a server for each test, and who listens to it. */
export interface StreamStage {
  readonly fixture: Fixture
  /** Time is held for it until another is opened. */
  readonly server: StreamServer
  /** Another server for the rest of this test. */
  open(services: Services, time?: 'held' | 'passing'): StreamServer
  /** Somebody listens, with everything in acme unless asked otherwise; leaves when the test ends. */
  listen(asked?: Partial<Listening>): Promise<Ear>
  /** The same, and has heard that from here on nothing is missed. */
  listening(asked?: Partial<Listening>): Promise<Ear>
}

export function setStreamStage(): StreamStage {
  let fixture: Fixture | undefined
  let server: StreamServer | undefined
  let ears: Ear[] = []
  const set = <T>(thing: T | undefined): T => {
    if (thing === undefined) throw new Error('The stage is set when the tests of the file begin.')
    return thing
  }
  const stage: StreamStage = {
    get fixture() {
      return set(fixture)
    },
    get server() {
      return set(server)
    },
    open: (services, time = 'held') => {
      server = openStreamServer(services, time)
      return server
    },
    listen: async (asked = {}) => {
      const ear = await set(server).listen({ token: set(fixture).acme.token, ...asked })
      ears.push(ear)
      return ear
    },
    listening: async (asked) => {
      const ear = await stage.listen(asked)
      await ear.next('hello', isHello)
      return ear
    },
  }
  beforeAll(async () => {
    fixture = await createFixture({ operations: OPERATIONS })
  })
  beforeEach(() => void stage.open(stage.fixture.services))
  afterEach(async () => {
    await Promise.all(ears.map(async (ear) => await ear.leave()))
    ears = []
    server?.handler.endStreams()
  })
  afterAll(async () => await fixture?.close())
  return stage
}
