const PASSWORD_MIN = 12
/** As much as the server hashes. */
const PASSWORD_MAX = 128

export const PASSWORD_RULE = `At least ${PASSWORD_MIN} characters. Length is what counts; a few words in a row do well.`

/** What is wrong with a new password, or null. Characters are counted, not bytes. */
export function passwordProblem(password: string): string | null {
  const length = Array.from(password).length
  if (length === 0) return `Choose a password of at least ${PASSWORD_MIN} characters.`
  if (length < PASSWORD_MIN) return `${length} ${length === 1 ? 'character' : 'characters'} so far; at least ${PASSWORD_MIN} are needed.`
  if (length > PASSWORD_MAX) return `${length} characters are more than the ${PASSWORD_MAX} that are kept.`
  return new Set(password).size < 3 ? 'The same character over and over is guessed at once. Choose a few words in a row.' : null
}
