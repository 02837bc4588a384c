export interface Person {
  readonly name: string
  readonly email: string
  readonly password: string
}

/** An owner as the first-run set-up makes one; answers the session's cookie. */
export async function setUpOwner(url: string, invitation: string, person: Person): Promise<{ name: string; value: string }> {
  const response = await fetch(`${url}/api/v1/set-up`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ invitation, ...person }),
  })
  if (!response.ok) throw new Error(`Set-up answered ${response.status}: ${await response.text()}`)
  const cookie = response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0] ?? '')
    .find((pair) => pair.includes('session'))
  const [name = '', ...value] = (cookie ?? '').split('=')
  if (name === '') throw new Error('Set-up set no session cookie.')
  return { name, value: decodeURIComponent(value.join('=')) }
}
