/** The idempotency key of one press of a button: the same until it is answered, another as soon as something else is sent. */
export interface Submission {
  keyFor(input: unknown): string
  answered(): void
}

export function createSubmission(random: () => string = randomKey): Submission {
  let pending: { readonly text: string; readonly key: string } | null = null
  return {
    keyFor: (input) => {
      const text = JSON.stringify(input) ?? ''
      if (pending?.text !== text) pending = { text, key: random() }
      return pending.key
    },
    answered: () => {
      pending = null
    },
  }
}

/** crypto.randomUUID is closed to pages that came over plain HTTP; this is not. */
function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return `console-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`
}
