import type { Capability, WirePlace } from '../../../../src/http/contract.ts'
import { SETTINGS_SECTIONS, type SettingsSection } from '../../model/pages.ts'

export const SECTION_LABELS: Record<SettingsSection, string> = {
  members: 'Members',
  tenants: 'Tenants',
  tokens: 'API tokens',
  webhooks: 'Webhooks',
  audit: 'Audit',
}

const NEEDS: Record<SettingsSection, Capability> = {
  members: 'members.manage',
  tenants: 'members.manage',
  tokens: 'tokens.manage',
  webhooks: 'webhooks.manage',
  audit: 'members.manage',
}

/** Only what one may do is offered. The audit names every tenant, so it is for those who reach all of them. */
export function sectionsFor({ you, reachesAll }: Pick<WirePlace, 'you' | 'reachesAll'>): readonly SettingsSection[] {
  return SETTINGS_SECTIONS.filter((section) => you.capabilities.includes(NEEDS[section]) && (section !== 'audit' || reachesAll))
}

export function isSection(text: string): text is SettingsSection {
  return SETTINGS_SECTIONS.some((section) => section === text)
}
