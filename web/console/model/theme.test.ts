import { expect, test } from 'vitest'
import { THEMES, themeOf } from './theme.ts'

test('a theme that was kept is found again, and anything else is the choice of the system', () => {
  for (const theme of THEMES) expect(themeOf(theme)).toBe(theme)
  for (const kept of [null, '', 'solarized', 'DARK']) expect(themeOf(kept)).toBe('system')
})
