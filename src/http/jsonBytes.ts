/** Each UTF-16 unit becomes at most so many bytes. */
const MOST_BYTES = 3

/** Where pieces are put together; what is left on it is of no call any more. */
let desk = Buffer.allocUnsafeSlow(1 << 17)

/**
 * An object as `JSON.stringify` writes it, in bytes. Its lists are written element by element: a string of some hundred
 * kilobytes is a large object to V8, and making one costs several times as much as making it of many small ones.
 */
export function jsonBytes(body: object): Uint8Array<ArrayBuffer> {
  let at = 0
  for (const piece of piecesOf(body)) {
    const room = at + MOST_BYTES * piece.length
    if (room > desk.length) desk = Buffer.concat([desk.subarray(0, at)], 2 * room)
    at += desk.write(piece, at)
  }
  return new Uint8Array(desk.subarray(0, at))
}

function* piecesOf(body: object): Generator<string> {
  let before = '{'
  for (const [name, value] of Object.entries(body)) {
    const opening = `${before}${JSON.stringify(name)}:`
    if (Array.isArray(value)) {
      yield opening
      yield* piecesOfList(value)
    } else {
      const text = JSON.stringify(value)
      // A word for it is not known to JSON, and the member is left out.
      if (text === undefined) continue
      yield opening
      yield text
    }
    before = ','
  }
  yield before === '{' ? '{}' : '}'
}

function* piecesOfList(list: readonly unknown[]): Generator<string> {
  yield '['
  for (const [index, element] of list.entries()) {
    if (index > 0) yield ','
    yield JSON.stringify(element) ?? 'null'
  }
  yield ']'
}
