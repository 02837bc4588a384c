import { basePath } from '../around.ts'
import { READER_COOKIE, writeReader } from '../model/reader.ts'
import type { Theme } from '../model/theme.ts'

const A_YEAR_S = 31_536_000

/** Leaves word for the server for whom it will draw the next page, and answers it. */
export function noteReader(theme: Theme): string {
  const { locale, timeZone: zone } = new Intl.DateTimeFormat().resolvedOptions()
  const reader = writeReader({ locale, zone, theme })
  const secure = location.protocol === 'https:' ? '; secure' : ''
  document.cookie = `${READER_COOKIE}=${reader}; path=${basePath()}/; max-age=${A_YEAR_S}; samesite=lax${secure}`
  return reader
}
