import { expect, test } from 'vitest'
import { problemOf } from './problem.ts'

const refusal = (status: number, body: string, headers: Record<string, string> = {}) => new Response(body, { status, headers })

test('a problem of the API keeps its code and its sentence', async () => {
  const body = {
    type: 'urn:runtruth:problem:forbidden',
    title: 'In general',
    status: 403,
    code: 'forbidden',
    detail: 'Ask an owner.',
    requestId: 'r',
  }
  expect(await problemOf(refusal(403, JSON.stringify(body)))).toMatchObject({ status: 403, code: 'forbidden', message: 'Ask an owner.' })
})

test('a refusal of the sign-in is read like every other', async () => {
  const body = { code: 'INVALID_EMAIL_OR_PASSWORD', message: 'Invalid email or password' }
  expect(await problemOf(refusal(401, JSON.stringify(body)))).toMatchObject({
    status: 401,
    code: 'INVALID_EMAIL_OR_PASSWORD',
    message: 'Invalid email or password.',
  })
})

test('both say when to try again', async () => {
  const throttled = '{"message":"Too many requests. Please try again later."}'
  expect((await problemOf(refusal(429, throttled, { 'x-retry-after': '10' }))).retryAfterMs).toBe(10_000)
  expect((await problemOf(refusal(429, throttled, { 'retry-after': '48' }))).retryAfterMs).toBe(48_000)
  expect((await problemOf(refusal(429, throttled))).retryAfterMs).toBeNull()
})

test.each(['', '<html>502</html>', 'null', '{"message":""}', '{"code":4,"detail":null}'])(
  'an answer that says nothing is said to: %s',
  async (body) => {
    expect(await problemOf(refusal(502, body))).toMatchObject({ code: 'unknown', message: 'The server answered 502 without saying why.' })
  },
)
