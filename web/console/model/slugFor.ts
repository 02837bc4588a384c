const LONGEST = 63

/** An address for a name: what is left of it in lower-case letters, digits and dashes; empty when nothing is. */
export function slugFor(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST)
    .replace(/^-+|-+$/g, '')
}
