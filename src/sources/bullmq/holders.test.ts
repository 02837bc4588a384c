import { describe, expect, test } from 'vitest'
import { Holders, type ActiveAttempt, type WorkerConnection } from './holders.ts'

const SECOND = 1_000
const START = 1_000_000

function connection(key: string, openedMs: number, worker: string | null = null): WorkerConnection {
  return { key, queue: 'emails', worker, host: '10.0.0.1', openedMs }
}

function attempt(startedMs: number, options: Partial<ActiveAttempt> = {}): ActiveAttempt {
  const beat = { at: new Date(startedMs), everyMs: 15 * SECOND, silentAfterMs: 30 * SECOND }
  return { queue: 'emails', id: '1', attempt: `1@${startedMs}`, worker: null, mayBeUnnamed: false, startedMs, beat, ...options }
}

const notSure = () => false

/** Looks once a second at connections and the one job, from START on. */
function looks(...seen: readonly (readonly [connections: readonly WorkerConnection[], attempt: ActiveAttempt | null])[]): Holders {
  const holders = new Holders()
  seen.forEach(([connections, one], at) => holders.look(START + at * SECOND, connections, one === null ? [] : [one], notSure))
  return holders
}

describe('who may have a job', () => {
  const [first, second] = [connection('first', START - 60 * SECOND), connection('second', START - 30 * SECOND)]
  const begun = attempt(START + 500)

  test('is the only one that was there when it was seen to begin', () => {
    expect(looks([[first], null], [[first], begun]).of(begun)).toEqual(['first'])
  })

  test('is one of those that were there, and stays so: whoever comes later is none of them', () => {
    const later = connection('later', START + 5 * SECOND)
    const holders = looks([[first, second], null], [[first, second], begun], [[first, second, later], begun])
    expect(holders.of(begun)).toEqual(['first', 'second'])
  })

  test('is also one that left between two looks', () => {
    expect(looks([[first, second], null], [[second], begun]).of(begun)).toEqual(['second', 'first'])
  })

  test('may be somebody who had left before the first look, unless its worker is there by its name since before', () => {
    expect(looks([[first], begun]).of(begun)).toEqual(['first', 'emails//earlier'])
    const named = attempt(START - 10 * SECOND, { worker: 'one' })
    expect(looks([[connection('its', START - 60 * SECOND, 'one'), second], named]).of(named)).toEqual(['its'])
    expect(looks([[connection('its', START - 2 * SECOND, 'one'), second], named]).of(named)).toEqual(['its', 'emails/one/earlier'])
  })

  test('is not known to be who is there when looks were far apart', () => {
    const holders = new Holders()
    holders.look(START, [first], [], notSure)
    holders.look(START + 60 * SECOND, [first], [begun], notSure)
    expect(holders.of(begun)).toEqual(['first', 'emails//earlier'])
  })

  test('is both the one that is gone and the one that may be it again', () => {
    const again = connection('again', START + 3 * SECOND)
    const holders = looks([[first], null], [[first], begun], [[], begun], [[], begun], [[again], begun])
    expect(holders.of(begun)).toEqual(['first', 'again'])
  })

  test('is not somebody new while the one that has it is there, nor one of another name', () => {
    const named = attempt(START + 500, { worker: 'one' })
    const [one, other] = [connection('its', START - 60 * SECOND, 'one'), connection('other', START + 3 * SECOND, 'two')]
    expect(looks([[one], null], [[one], named], [[], named], [[other], named]).of(named)).toEqual(['its'])
  })

  test('is not one that was seen beside it, however soon it came before it left', () => {
    const beside = connection('beside', START + 1_500)
    expect(looks([[first], null], [[first], begun], [[first, beside], begun], [[beside], begun]).of(begun)).toEqual(['first'])
  })

  test('is anybody who is there when its lock was renewed after all others were gone', () => {
    const late = connection('late', START + 60 * SECOND)
    const renewed = { ...begun, beat: { at: new Date(START + 70 * SECOND), everyMs: 15 * SECOND, silentAfterMs: 30 * SECOND } }
    const holders = looks([[first], null], [[first], begun], [[], begun])
    holders.look(START + 71 * SECOND, [late], [renewed], notSure)
    expect(holders.of(begun)).toEqual(['first', 'late'])
  })

  test('may be a worker without a name where the name can be that of an earlier attempt', () => {
    const again = attempt(START + 500, { worker: 'one', mayBeUnnamed: true })
    expect(looks([[first], null], [[first], again]).of(again)).toEqual(['first'])
  })

  test('is nobody who serves another queue', () => {
    const other = { ...second, queue: 'reports' }
    expect(looks([[first, other], null], [[first, other], begun]).of(begun)).toEqual(['first'])
  })

  test('begins anew with another attempt', () => {
    const next = attempt(START + 2_500, { attempt: '2@later' })
    expect(looks([[first], null], [[first], begun], [[second], begun], [[second], next]).of(next)).toEqual(['second'])
  })
})

describe('a worker that is missing', () => {
  const first = connection('first', START - 60 * SECOND, 'one')
  const begun = attempt(START + 500, { worker: 'one' })

  test('has the renewals of its jobs as its beat, since it may only be closing', () => {
    const holders = looks([[first], null], [[first], begun], [[], begun])
    expect(holders.workers([begun])).toEqual([{ key: 'first', name: 'one', queues: ['emails'], connected: false, beat: begun.beat }])
  })

  test('has none once nothing of its process can be left', () => {
    const holders = looks([[first], null], [[first], begun])
    holders.look(START + 2 * SECOND, [], [begun], () => true)
    expect(holders.workers([begun])).toMatchObject([{ key: 'first', connected: false, beat: null }])
  })

  test('is not told of when it has no job', () => {
    expect(looks([[first], null], [[], null]).workers([])).toEqual([])
  })
})
