import { z } from 'zod'

const provider = z.strictObject({
  id: z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, { error: 'is not lower-case letters, digits and dashes' }),
  label: z.string().min(1, { error: 'is empty' }),
  issuer: z
    .string()
    .refine((text) => /^https?:\/\//.test(text) && URL.canParse(text), { error: 'is not an address like https://login.example' }),
  clientId: z.string().min(1, { error: 'is empty' }),
  clientSecret: z.string().min(1, { error: 'is empty' }),
  trustEmail: z.boolean().optional(),
})

const shape = z.strictObject({ oidc: z.array(provider).optional() }).optional()

const TYPE_NAMES: Readonly<Record<string, string>> = { array: 'a list', object: 'an object', string: 'a text', boolean: 'true or false' }

/** What is wrong with the `signIn` of a config file, to follow its name; null when nothing is. Shows no values: one is a secret. */
export function problemOfSignIn(signIn: unknown): string | null {
  const read = shape.safeParse(signIn)
  if (!read.success) {
    const told = read.error.issues.map((issue) => {
      const field = ['signIn', ...issue.path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))].join('')
      if (issue.code === 'unrecognized_keys') return `a member of ${field} that is not known: ${issue.keys.join(', ')}`
      if (issue.code === 'invalid_type') return `${field}, which is missing or not ${TYPE_NAMES[issue.expected] ?? issue.expected}`
      return `${field}, which ${issue.message}`
    })
    return `has ${told.join('; ')}`
  }
  const ids = (read.data?.oidc ?? []).map(({ id }) => id)
  const twice = ids.find((id, index) => ids.indexOf(id) !== index)
  return twice === undefined ? null : `has two providers with the id ${twice}`
}
