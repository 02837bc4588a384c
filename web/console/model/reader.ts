import { themeOf, type Theme } from './theme.ts'

/** For whom a page is worded: the server cannot know it, so the browser leaves word in a cookie. */
export interface Reader {
  readonly locale: string
  /** Of the IANA time zone database. */
  readonly zone: string
  readonly theme: Theme
}

export const READER_COOKIE = 'runtruth_reader'

export function writeReader({ locale, zone, theme }: Reader): string {
  return [locale, zone, theme].map(encodeURIComponent).join('|')
}

/** Null for what no browser has written: whoever asks may send anything. */
export function readReader(text: string): Reader | null {
  const [locale, zone, theme] = text.split('|').map(decoded)
  if (locale === undefined || zone === undefined || theme === undefined) return null
  try {
    const known = new Intl.DateTimeFormat(locale, { timeZone: zone }).resolvedOptions()
    return known.locale === locale ? { locale, zone, theme: themeOf(theme) } : null
  } catch {
    return null
  }
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
