import { useState } from 'react'
import { noteReader } from '../drawn/noteReader.ts'
import { THEME_KEY, themeOf, type Theme } from '../model/theme.ts'

/** A browser may refuse to keep anything; the choice then lasts as long as the page. */
export function keptTheme(): Theme {
  try {
    return themeOf(localStorage.getItem(THEME_KEY))
  } catch {
    return 'system'
  }
}

export function applyTheme(theme: Theme = keptTheme()): void {
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
}

export function useTheme(): readonly [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState(keptTheme)
  const choose = (next: Theme) => {
    setTheme(next)
    applyTheme(next)
    try {
      localStorage.setItem(THEME_KEY, next)
    } catch {
      // As above: shown all the same.
    }
    noteReader(next)
  }
  return [theme, choose]
}
