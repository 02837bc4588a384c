import type { Reader } from './model/reader.ts'

/** Where the console stands, and for whom it is worded. */
export interface Around {
  /** The path it is mounted under, without a slash at its end. */
  readonly base: string
  /** Null: the reader of this browser, which knows. */
  readonly reader: Pick<Reader, 'locale' | 'zone'> | null
}

/** In a browser the server has written the path into the page. */
let current: Around = { base: typeof document === 'undefined' ? '' : (document.documentElement.dataset.base ?? ''), reader: null }
let forms = new Map<string, Intl.DateTimeFormat>()

export function basePath(): string {
  return current.base
}

/** The one way to word a time, kept for as long as the reader is the same. `name` stands for its options. */
export function timeForm(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  let form = forms.get(name)
  if (form === undefined) {
    form = new Intl.DateTimeFormat(current.reader?.locale, { ...options, timeZone: current.reader?.zone })
    forms.set(name, form)
  }
  return form
}

/** On the server one process draws for many: everything within `draw` is for this reader, and nothing of it may wait. */
export function drawnFor<T>(around: Around, draw: () => T): T {
  const [before, formsBefore] = [current, forms]
  current = around
  forms = new Map()
  try {
    return draw()
  } finally {
    current = before
    forms = formsBefore
  }
}
