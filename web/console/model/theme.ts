export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

export const THEME_LABELS: Record<Theme, string> = { system: 'As the system', light: 'Light', dark: 'Dark' }

export const THEME_KEY = 'runtruth.theme'

/** What was kept; anything else is the system's choice. */
export function themeOf(kept: string | null): Theme {
  return THEMES.find((theme) => theme === kept) ?? 'system'
}
