export type CursorKind = 'before' | 'after'

/** Opaque to clients; what it is made of may change. The same on every surface, so that a page may be turned on another. */
export function writeCursor(kind: CursorKind, id: string | null): string | null {
  return id === null ? null : Buffer.from(`${kind} ${id}`).toString('base64url')
}

/** The id in a cursor of this kind; undefined for anything that no page gave out. */
export function cursorId(kind: CursorKind, text: string): string | undefined {
  const [, found, id] = /^(before|after) ([1-9]\d{0,17})$/.exec(Buffer.from(text, 'base64url').toString('latin1')) ?? []
  return found === kind && id !== undefined && writeCursor(kind, id) === text ? id : undefined
}
