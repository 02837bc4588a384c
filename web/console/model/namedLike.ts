/** Those whose name or address contains the text, without regard to case and accents; all of them for none. */
export function namedLike<T extends { readonly name: string; readonly slug: string }>(all: readonly T[], text: string): readonly T[] {
  const wanted = plain(text.trim())
  return wanted === '' ? all : all.filter(({ name, slug }) => plain(name).includes(wanted) || slug.includes(wanted))
}

function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}
