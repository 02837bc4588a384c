/** The product's own script: gives the strip a token, and starts what the button says. */
const strip = document.querySelector('runtruth-activity')
const button = document.querySelector('#count')
const said = document.querySelector('#said')

// The strip asks for one before every request. Kept for a minute, which is less than it is good for.
let token = newToken()
strip.token = () => token
setInterval(() => (token = newToken()), 60_000)

async function newToken() {
  const answer = await fetch('/activity-token', { method: 'POST' })
  return answer.ok ? await answer.text() : ''
}

button.addEventListener('click', async () => {
  button.disabled = true
  const { status } = await fetch('/stock-counts', { method: 'POST' })
  said.textContent = status === 201 ? 'Started.' : status === 200 ? 'It is being counted already.' : 'It could not be started.'
  button.disabled = false
  // oxlint-disable-next-line typescript/no-unsafe-call -- A page of plain JavaScript has no types of the element.
  strip.refresh()
})
