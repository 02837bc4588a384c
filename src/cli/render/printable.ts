// The very characters that must not reach a terminal are what is matched here.
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g

/**
 * Text from the ledger as a terminal may be given it. Labels, names and messages come from hosts and their users; an
 * escape sequence among them could rewrite the very verdict it stands beside.
 */
export function printable(text: string): string {
  return text.replace(CONTROL, '\u00b7')
}
